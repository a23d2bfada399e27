//! The way through the store: players, then universes.

use std::path::{Path, PathBuf};

use multiverse_model::{PlayerId, UniverseId, UniverseName};
use serde::Serialize;

use super::{Contents, ExportReport};
use crate::catalog::Transaction;
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::{players, universes};
use crate::service::tree::files::{JsonList, make_directory, sync_directory, write_json};
use crate::service::tree::{Phase, Progress, TreeError, directory_name};

/// Rows that are in memory at once.
pub(super) const PAGE: usize = 500;

pub(super) struct Walk<'a> {
    pub tx: &'a mut dyn Transaction,
    pub contents: &'a mut Contents,
    root: &'a Path,
    progress: &'a mut dyn FnMut(Progress),
    totals: Totals,
    pub report: ExportReport,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IndexedPlayer<'a> {
    id: &'a PlayerId,
    display_name: &'a str,
    directory: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IndexedUniverse<'a> {
    id: &'a UniverseId,
    name: &'a UniverseName,
    owner_id: &'a PlayerId,
    directory: &'a str,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        tx: &'a mut dyn Transaction,
        contents: &'a mut Contents,
        root: &'a Path,
        progress: &'a mut dyn FnMut(Progress),
    ) -> Result<Self, TreeError> {
        let totals = totals::read(tx)?;
        Ok(Self { tx, contents, root, progress, totals, report: ExportReport::default() })
    }

    pub(super) fn run(mut self) -> Result<ExportReport, TreeError> {
        self.players()?;
        self.universes()?;
        self.passages()?;
        Ok(self.report)
    }

    pub(super) fn folder(&self, name: &str) -> Result<PathBuf, TreeError> {
        let path = self.root.join(name);
        make_directory(&path)?;
        Ok(path)
    }

    fn players(&mut self) -> Result<(), TreeError> {
        let folder = self.folder("players")?;
        let mut index = JsonList::create(folder.join("index.json"), &[], "players")?;
        let mut after = String::new();
        loop {
            let page = players::page(self.tx, &after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id.to_string();
            for row in &page {
                let directory = directory_name(row.id.as_str());
                let display_name = row.display_name.as_str();
                index.push(&IndexedPlayer { id: &row.id, display_name, directory: &directory })?;
                let path = folder.join(directory);
                make_directory(&path)?;
                write_json(&path.join("profile.json"), &row.view(true))?;
                sync_directory(&path)?;
                self.report.players += 1;
                self.tell(Phase::Players);
            }
        }
        index.finish()?;
        sync_directory(&folder)
    }

    fn universes(&mut self) -> Result<(), TreeError> {
        let folder = self.folder("universes")?;
        let mut index = JsonList::create(folder.join("index.json"), &[], "universes")?;
        let mut after = String::new();
        loop {
            let page = universes::page(self.tx, &after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.universe.id.to_string();
            for row in &page {
                let universe = &row.universe;
                let directory = directory_name(universe.id.as_str());
                index.push(&IndexedUniverse {
                    id: &universe.id,
                    name: &universe.name,
                    owner_id: &universe.owner_id,
                    directory: &directory,
                })?;
                self.universe(row, &folder, &directory)?;
                self.report.universes += 1;
            }
        }
        index.finish()?;
        sync_directory(&folder)
    }

    pub(super) fn tell(&mut self, phase: Phase) {
        let (done, total) = match phase {
            Phase::Players => (self.report.players, self.totals.players),
            Phase::Universes => (self.report.universes, self.totals.universes),
            Phase::Snapshots => (self.report.entries, self.totals.snapshots),
            Phase::Passages => (self.report.passages, self.totals.passages),
            Phase::Contents | Phase::Files => return,
        };
        (self.progress)(Progress { phase, done, total: u64::try_from(total).unwrap_or(0).max(done) });
    }
}
