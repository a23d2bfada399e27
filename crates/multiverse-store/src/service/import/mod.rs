//! Importing: a tree of files into the store.
//!
//! Everything in a tree is input: names lead nowhere but into the tree, links are not followed, bytes are counted and
//! checked. What cannot be imported is reported with its reason, and the rest is.

mod append;
mod document;
mod draft;
mod event;
mod folder;
mod importer;
mod members;
mod metadata;
mod passages;
mod players;
mod preceding;
mod snapshots;
mod transits;
mod universe;
mod universes;

use std::path::Path;

use super::Store;
use super::tree::{Progress, TreeError};
use crate::StoreError;
use importer::Importer;

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// What is new in the store.
    pub imported: Counts,
    /// What the store had already, and keeps as it is.
    pub already_there: Counts,
    /// What was left out, or not imported as it stands, and why.
    pub skipped: Vec<Skipped>,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Players.
    pub players: u64,
    /// Universes.
    pub universes: u64,
    /// Entries of timelines, decayed ones included.
    pub snapshots: u64,
    /// Passages.
    pub passages: u64,
    /// Trips through them.
    pub transits: u64,
}

/// Something in a tree that was not imported as it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Skipped {
    /// Where it is in the tree, with `/` between names.
    pub path: String,
    /// Why, for people.
    pub reason: String,
}

impl Store {
    /// Reads a tree that [`export`](Store::export) or an earlier implementation wrote, with documents of up to
    /// `max_document_bytes`.
    ///
    /// What the store has already stays as it is, so that an import that was interrupted is completed by another.
    /// A universe is added before those that were forked from it, its entries in the order in which it got them, in
    /// transactions of a bounded size. Quotas do not apply; nobody gets a token.
    ///
    /// # Errors
    /// [`TreeError::NotATree`], [`TreeError::Io`] if its directories cannot be listed, [`TreeError::Store`]. What
    /// concerns one file is in the report.
    pub async fn import(
        &self,
        directory: &Path,
        max_document_bytes: u64,
        progress: impl FnMut(Progress) + Send + 'static,
    ) -> Result<ImportReport, TreeError> {
        let (store, root) = (self.clone(), directory.to_owned());
        let runtime = tokio::runtime::Handle::current();
        let work = move || Importer::new(store, runtime, root, max_document_bytes, Box::new(progress)).run();
        tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Interrupted)?
    }
}
