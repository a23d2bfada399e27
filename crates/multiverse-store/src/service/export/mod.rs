//! Exporting: the whole store at one moment, as a tree of files.

mod contents;
mod passages;
mod staging;
mod universe;
mod walk;

use std::path::Path;

use multiverse_model::{Tick, UniverseId};

use super::Store;
use super::tree::{Progress, TreeError};
use contents::Contents;
use staging::Staging;
use walk::Walk;

/// What an export wrote, and what it could not.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportReport {
    /// Players written.
    pub players: u64,
    /// Universes written, deleted ones included.
    pub universes: u64,
    /// Entries written, decayed ones included.
    pub entries: u64,
    /// Documents written: one for each entry that has its content.
    pub documents: u64,
    /// Passages written, deleted ones included.
    pub passages: u64,
    /// Trips through them.
    pub transits: u64,
    /// Entries whose document is damaged in the store: they stand in their timeline without a file.
    pub damaged: Vec<Damaged>,
}

/// An entry whose document could not be exported.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Damaged {
    /// Its universe.
    pub universe_id: UniverseId,
    /// Its tick.
    pub tick: Tick,
    /// The file that is missing from the tree.
    pub path: String,
    /// What is wrong with the document in the store.
    pub reason: String,
}

impl Store {
    /// Writes the whole store as it is at one moment to `directory`, which must be empty or absent. Deleted universes
    /// are part of it; tokens and answers to repeated requests are not.
    ///
    /// One read transaction beside running writes, in memory that does not grow with the store; one of the readers is
    /// taken and SQLite's log cannot shrink meanwhile. Every document is checked against its digest. The tree is
    /// written under a temporary name beside `directory`, synced, and renamed at the end: what has the name is whole.
    ///
    /// # Errors
    /// [`TreeError::NotEmpty`], [`TreeError::NoName`], [`TreeError::Io`], [`TreeError::Store`]. A damaged document is
    /// none: it is in the report, and the export goes on.
    pub async fn export(
        &self,
        directory: &Path,
        mut progress: impl FnMut(Progress) + Send + 'static,
    ) -> Result<ExportReport, TreeError> {
        let staging = Staging::begin(directory, u64::from_be_bytes(self.random()?))?;
        let mut contents = Contents::new(self.clone(), tokio::runtime::Handle::current());
        self.read(move |tx| {
            // The catalog may run this more than once: each run begins with an empty directory.
            Ok(staging.fresh().and_then(|root| {
                let report = Walk::new(tx, &mut contents, root, &mut progress)?.run()?;
                staging.finish()?;
                Ok(report)
            }))
        })
        .await?
    }
}
