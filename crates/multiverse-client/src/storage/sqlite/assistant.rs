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
    done: Receiver<Done>,
    thread: Option<JoinHandle<()>>,
}

struct Job {
    document: Bytes,
    /// Where the end begins.
    from: usize,
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
        let (answers, done) = sync_channel(1);
        let thread = std::thread::Builder::new().name("save-packer".to_owned());
        let thread = thread.spawn(move || {
            while let Ok(Job { document, from }) = asked.recv() {
                let checksum = Checksum::of(&document);
                let end = part.pack(&document[from..]).map(<[u8]>::to_vec);
                if answers.send(Done { checksum, end }).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { jobs: Some(jobs), done, thread: Some(thread) })
    }

    /// Begins with a document whose end begins at `from`. Each is to be waited for before the next.
    pub(super) fn begin(&self, document: Bytes, from: usize) {
        if let Some(jobs) = &self.jobs {
            // If the thread is gone, there is nothing to wait for either.
            let _ = jobs.send(Job { document, from });
        }
    }

    /// Waits for what was begun; nothing, if the thread is gone.
    pub(super) fn wait(&self) -> Option<Done> {
        self.done.recv().ok()
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
