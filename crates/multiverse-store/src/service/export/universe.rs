//! One universe: its metadata, its timeline and its snapshots.

use std::path::Path;

use multiverse_model::{Access, SnapshotEntry, SnapshotId, Universe};
use serde::Serialize;

use super::Damaged;
use super::walk::{PAGE, Walk};
use crate::catalog::tables::access;
use crate::catalog::tables::snapshots::{self, EntryRow, Filter, Position, Span};
use crate::catalog::tables::universes::UniverseRow;
use crate::service::tree::files::{JsonList, make_directory, sync_directory, write_gzip, write_json};
use crate::service::tree::{Phase, TreeError, relative_path};

/// `metadata.json`: the API's shape, and what that leaves out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    #[serde(flatten)]
    universe: &'a Universe,
    #[serde(skip_serializing_if = "Option::is_none")]
    fork_point: Option<ForkPoint<'a>>,
    access: Vec<Access>,
}

/// The exact entry that a fork starts with: there may be several at its tick.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ForkPoint<'a> {
    snapshot_id: &'a SnapshotId,
    ordinal: u64,
}

/// An entry of `timeline.json`: the API's shape, and its number in the order in which its universe got them.
#[derive(Serialize)]
struct TimelineEntry<'a> {
    #[serde(flatten)]
    entry: &'a SnapshotEntry,
    ordinal: u64,
}

impl Walk<'_> {
    pub(super) fn universe(
        &mut self,
        row: &UniverseRow,
        folder: &Path,
        directory: &str,
    ) -> Result<(), TreeError> {
        let path = folder.join(directory);
        let snapshots = path.join("snapshots");
        let canonical = snapshots.join("canonical");
        for made in [&path, &snapshots, &canonical] {
            make_directory(made)?;
        }
        let point = row.fork_point.as_ref();
        let metadata = Metadata {
            universe: &row.universe,
            fork_point: point.map(|p| ForkPoint { snapshot_id: &p.snapshot_id, ordinal: p.ordinal }),
            access: access::list(self.tx, &row.universe.id)?,
        };
        write_json(&path.join("metadata.json"), &metadata)?;
        self.timeline(row, &path, directory)?;
        for filled in [&canonical, &snapshots, &path] {
            sync_directory(filled)?;
        }
        Ok(())
    }

    fn timeline(&mut self, row: &UniverseRow, path: &Path, directory: &str) -> Result<(), TreeError> {
        let universe = &row.universe;
        let head = [
            ("universeId", universe.id.as_str().into()),
            ("lastUpdated", universe.last_snapshot_at.0.into()),
        ];
        let mut timeline = JsonList::create(path.join("timeline.json"), &head, "snapshots")?;
        let span = Span { universe: &universe.id, before: None };
        let mut after = None;
        loop {
            let page = snapshots::page(self.tx, span, &Filter::default(), after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(Position { tick: last.entry.tick, ordinal: last.ordinal });
            for EntryRow { entry, ordinal } in &page {
                timeline.push(&TimelineEntry { entry, ordinal: *ordinal })?;
                self.snapshot(entry, path, directory)?;
                self.report.entries += 1;
                self.tell(Phase::Snapshots);
            }
        }
        timeline.finish()
    }

    fn snapshot(&mut self, entry: &SnapshotEntry, path: &Path, directory: &str) -> Result<(), TreeError> {
        if !entry.has_snapshot {
            return Ok(());
        }
        let document = match relative_path(&entry.filename) {
            Some(file) => self.contents.get(self.tx, &entry.checksum)?.map(|bytes| (file, bytes)),
            None => Err("its file name leads out of the tree".to_owned()),
        };
        match document {
            Ok((file, bytes)) => {
                write_gzip(&path.join("snapshots").join(file), &bytes)?;
                self.report.documents += 1;
            }
            Err(reason) => self.report.damaged.push(Damaged {
                universe_id: entry.universe_id.clone(),
                tick: entry.tick,
                path: format!("universes/{directory}/snapshots/{}", entry.filename),
                reason,
            }),
        }
        Ok(())
    }
}
