//! The thread that helps the writer with long documents.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use bytes::Bytes;
use multiverse_model::Checksum;

use super::coding::Part;

/// A thread that hashes a document and packs the end of it, while the writer packs its beginning.
///
/// It waits from one save to the next: to start one takes 0.2 ms after a pause, four times as long as to wake it.
pub(super) struct Assistant {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

struct Job {
    document: Bytes,
    /// Where the end begins.
    from: usize,
    /// Of this job alone: whoever gave up waiting leaves nothing that the next could take for its own.
    answer: SyncSender<Done>,
}

/// What it did.
pub(super) struct Done {
    /// Of the whole document.
    pub checksum: Checksum,
    /// The end of the document, packed.
    pub end: io::Result<Vec<u8>>,
}

impl Assistant {
    pub(super) fn start() -> io::Result<Self> {
        let mut part = Part::new()?;
        let (jobs, asked) = sync_channel::<Job>(1);
        let thread = std::thread::Builder::new().name("save-packer".to_owned());
        let thread = thread.spawn(move || {
            while let Ok(Job { document, from, answer }) = asked.recv() {
                let checksum = Checksum::of(&document);
                let end = part.pack(&document[from..]).map(<[u8]>::to_vec);
                // Who gave up waiting no longer wants to know.
                let _ = answer.send(Done { checksum, end });
            }
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Begins with a document whose end begins at `from`. If the thread is gone, the answer is an error.
    pub(super) fn begin(&self, document: Bytes, from: usize) -> Receiver<Done> {
        let (answer, done) = sync_channel(1);
        if let Some(jobs) = &self.jobs {
            // If nobody takes the job, its answer goes with it.
            let _ = jobs.send(Job { document, from, answer });
        }
        done
    }
}

impl Drop for Assistant {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // It only fails if the thread panicked, and then there is nothing left to wait for.
            let _ = thread.join();
        }
    }
}
