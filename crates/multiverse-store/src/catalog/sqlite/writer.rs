//! The thread that writes, and commits in groups.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::transaction::SqliteTransaction;
use crate::catalog::{CatalogError, Job, Verdict};

/// The most jobs that share a commit: bounds how long the first waits for the last.
const MAX_GROUP: usize = 256;

/// Jobs that may wait before senders do.
const QUEUE: usize = 1024;

/// Owns the one connection that writes.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Queued>>,
    thread: Option<JoinHandle<()>>,
}

struct Queued {
    job: Job,
    done: oneshot::Sender<Result<(), CatalogError>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, CatalogError> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("catalog-writer".to_owned())
            .spawn(move || write_groups(connection, jobs))
            .map_err(|error| CatalogError::Unavailable(Box::new(error)))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    pub(super) async fn run(&self, job: Job) -> Result<(), CatalogError> {
        let (done, answer) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or(CatalogError::Closed)?;
        queue.send(Queued { job, done }).await.map_err(|_| CatalogError::Closed)?;
        answer.await.map_err(|_| CatalogError::Closed)?
    }
}

impl Drop for Writer {
    /// Finishes what was queued.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // It only fails if the thread panicked, and then there is nothing left to finish.
            let _ = thread.join();
        }
    }
}

fn write_groups(mut connection: Connection, mut jobs: mpsc::Receiver<Queued>) {
    let mut group = Vec::with_capacity(MAX_GROUP);
    while let Some(first) = jobs.blocking_recv() {
        group.push(first);
        while group.len() < MAX_GROUP {
            match jobs.try_recv() {
                Ok(next) => group.push(next),
                Err(_) => break,
            }
        }
        metrics::histogram!("multiverse_commit_group_size")
            .record(f64::from(u32::try_from(group.len()).unwrap_or(u32::MAX)));
        commit_group(&mut connection, &mut group);
    }
}

/// Runs one job. One that panics is undone and its caller told; the writer and the others of the group go on.
fn run(job: &mut Job, connection: &Connection) -> Verdict {
    let run = AssertUnwindSafe(|| job(&mut SqliteTransaction::on(connection)));
    catch_unwind(run).unwrap_or(Verdict::Rollback)
}

/// Runs every job of the group in one transaction, each behind a savepoint of its own, and answers them after
/// the commit: nobody is told of what is not on disk.
fn commit_group(connection: &mut Connection, group: &mut Vec<Queued>) {
    let committed = (|| -> rusqlite::Result<()> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for queued in group.iter_mut() {
            transaction.prepare_cached("SAVEPOINT job")?.raw_execute()?;
            if run(&mut queued.job, &transaction) == Verdict::Rollback {
                transaction.prepare_cached("ROLLBACK TO job")?.raw_execute()?;
            }
            transaction.prepare_cached("RELEASE job")?.raw_execute()?;
        }
        transaction.commit()
    })();
    let failure = committed.err().map(Arc::new);
    for queued in group.drain(..) {
        let answer = match &failure {
            None => Ok(()),
            Some(error) => Err(CatalogError::Unavailable(Box::new(Arc::clone(error)))),
        };
        // A caller that went away no longer wants to know.
        let _ = queued.done.send(answer);
    }
}
