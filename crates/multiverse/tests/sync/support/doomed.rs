//! A storage whose program dies at a chosen step, and then does nothing any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use multiverse_client::storage::{
    LocalStorage, NewSave, RecordChange, SaveFilter, SaveKey, SaveRecord, StorageBackend, StorageError,
    StorageInfo,
};
use tokio::sync::watch;

/// On which side of a step the program dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instant {
    /// The step is not done.
    Before,
    /// It is done, and nobody is told.
    After,
}

/// When a program dies.
#[derive(Clone)]
pub(crate) struct Doom {
    steps: Arc<AtomicU64>,
    last: u64,
    instant: Instant,
    died: Arc<watch::Sender<bool>>,
}

impl Doom {
    /// At the step of this number, counted from 0.
    pub(crate) fn at(last: u64, instant: Instant) -> Self {
        let (steps, died) = (Arc::default(), Arc::new(watch::Sender::new(false)));
        Self { steps, last, instant, died }
    }

    /// Waits until it has died.
    pub(crate) async fn comes(&self) {
        self.died.subscribe().wait_for(|died| *died).await.unwrap();
    }

    /// Does a step that changes something, or dies at it.
    async fn step<T>(&self, step: impl Future<Output = T>) -> T {
        let number = self.steps.fetch_add(1, Ordering::SeqCst);
        if number < self.last {
            return step.await;
        }
        if number == self.last && self.instant == Instant::After {
            step.await;
        }
        self.died.send_replace(true);
        std::future::pending().await
    }

    /// A step that only reads, which the dead do not do either.
    async fn look<T>(&self, look: impl Future<Output = T>) -> T {
        if *self.died.borrow() {
            return std::future::pending().await;
        }
        look.await
    }
}

/// A storage of a program that dies.
pub(crate) struct Doomed {
    pub storage: Arc<dyn LocalStorage>,
    pub doom: Doom,
}

impl StorageBackend for Doomed {
    fn save(&self, save: NewSave) -> BoxFuture<'_, Result<SaveRecord, StorageError>> {
        self.doom.step(self.storage.save(save)).boxed()
    }

    fn load<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<Bytes, StorageError>> {
        self.doom.look(self.storage.load(key)).boxed()
    }

    fn list(&self, filter: SaveFilter) -> BoxFuture<'_, Result<Vec<SaveRecord>, StorageError>> {
        self.doom.look(self.storage.list(filter)).boxed()
    }

    fn delete<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<(), StorageError>> {
        self.doom.step(self.storage.delete(key)).boxed()
    }

    fn metadata<'a>(&'a self, key: &'a SaveKey) -> BoxFuture<'a, Result<SaveRecord, StorageError>> {
        self.doom.look(self.storage.metadata(key)).boxed()
    }

    fn info(&self) -> BoxFuture<'_, Result<StorageInfo, StorageError>> {
        self.doom.look(self.storage.info()).boxed()
    }
}

impl LocalStorage for Doomed {
    fn update<'a>(
        &'a self,
        key: &'a SaveKey,
        change: RecordChange,
    ) -> BoxFuture<'a, Result<SaveRecord, StorageError>> {
        self.doom.step(self.storage.update(key, change)).boxed()
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, StorageError>> {
        self.doom.look(self.storage.note(key)).boxed()
    }

    fn set_note<'a>(&'a self, key: &'a str, value: Option<Bytes>) -> BoxFuture<'a, Result<(), StorageError>> {
        self.doom.step(self.storage.set_note(key, value)).boxed()
    }

    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<String>, StorageError>> {
        self.doom.look(self.storage.notes(prefix)).boxed()
    }
}
