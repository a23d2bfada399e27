//! Threads that do a storage's blocking work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use super::StorageError;

/// Jobs that may wait before those who ask do.
const QUEUE: usize = 64;

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// Threads that share a queue, each with a state of its own. With one thread, jobs are done in the order in which they
/// were queued.
///
/// Threads of our own rather than the runtime's: a storage works under any runtime, and a save does not queue behind
/// the game's own blocking work.
pub(super) struct Threads<S> {
    queue: Option<mpsc::Sender<Job<S>>>,
    threads: Vec<JoinHandle<()>>,
}

impl<S: Send + 'static> Threads<S> {
    /// Starts a thread for each state.
    pub(super) fn start(name: &str, states: Vec<S>) -> Result<Self, StorageError> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        let mut threads = Vec::with_capacity(states.len());
        for state in states {
            let jobs = Arc::clone(&jobs);
            let thread = std::thread::Builder::new().name(name.to_owned());
            let thread = thread.spawn(move || work(state, &jobs)).map_err(StorageError::from_io)?;
            threads.push(thread);
        }
        Ok(Self { queue: Some(queue), threads })
    }

    /// Queues a job and waits for what it answers. It is done even if nobody waits any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (answer, answered) = oneshot::channel();
        let job: Job<S> = Box::new(move |state| {
            // Who went away no longer wants to know.
            let _ = answer.send(job(state));
        });
        let queue = self.queue.as_ref().ok_or_else(StorageError::interrupted)?;
        queue.send(job).await.map_err(|_| StorageError::interrupted())?;
        answered.await.map_err(|_| StorageError::interrupted())?
    }
}

impl<S> Drop for Threads<S> {
    /// Finishes what was queued.
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            // It only fails if the thread panicked, and then there is nothing left to finish.
            let _ = thread.join();
        }
    }
}

fn work<S>(mut state: S, jobs: &Mutex<mpsc::Receiver<Job<S>>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(job) = job else { return };
        // One that panics ends without an answer, which its caller is told as an error; the others go on.
        let _ = catch_unwind(AssertUnwindSafe(|| job(&mut state)));
    }
}
