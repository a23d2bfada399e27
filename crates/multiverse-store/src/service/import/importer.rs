//! What every part of an import uses.

use std::path::{Path, PathBuf};

use tokio::runtime::Handle;

use super::{ImportReport, Skipped};
use crate::StoreError;
use crate::service::Store;
use crate::service::run::Change;
use crate::service::tree::{Phase, Progress, TreeError};

/// An import that is running, on a thread that may block.
pub(super) struct Importer {
    pub store: Store,
    runtime: Handle,
    pub root: PathBuf,
    pub max_document_bytes: u64,
    pub report: ImportReport,
    progress: Box<dyn FnMut(Progress) + Send>,
}

impl Importer {
    pub(super) fn new(
        store: Store,
        runtime: Handle,
        root: PathBuf,
        max_document_bytes: u64,
        progress: Box<dyn FnMut(Progress) + Send>,
    ) -> Self {
        Self { store, runtime, root, max_document_bytes, report: ImportReport::default(), progress }
    }

    pub(super) fn run(mut self) -> Result<ImportReport, TreeError> {
        if !self.root.join("universes").is_dir() && !self.root.join("players").is_dir() {
            return Err(TreeError::NotATree { path: self.root });
        }
        self.players()?;
        self.universes()?;
        self.passages()?;
        Ok(self.report)
    }

    /// Runs one transaction.
    pub(super) fn change<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Change<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, TreeError> {
        Ok(self.wait(self.store.change(job))?)
    }

    /// Waits for work of the store's.
    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Notes that something at `path`, relative to the tree, is not imported as it stands.
    pub(super) fn skip(&mut self, path: &Path, reason: impl Into<String>) {
        let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
        self.report.skipped.push(Skipped { path: names.join("/"), reason: reason.into() });
    }

    pub(super) fn tell(&mut self, phase: Phase, done: usize, total: usize) {
        (self.progress)(Progress { phase, done: done as u64, total: total as u64 });
    }
}
