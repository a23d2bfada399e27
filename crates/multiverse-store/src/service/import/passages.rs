//! `passages/`: after the universes that they connect.

use std::path::Path;

use super::importer::Importer;
use super::transits::Numbering;
use crate::StoreError;
use crate::catalog::tables::passages::{self, PassageRow};
use crate::catalog::tables::{players as player_rows, universes};
use crate::service::passages::add;
use crate::service::run::Change;
use crate::service::tree::{Phase, TreeError, TreePassage};

/// The largest `metadata.json` of a passage that is read.
const MAX_METADATA_BYTES: u64 = 64 * 1024;

/// What became of a passage's row.
enum Added {
    /// It is new, with so many new players.
    New {
        players: u64,
    },
    /// The store had it.
    AlreadyThere,
    Refused(String),
}

impl Importer {
    pub(super) fn passages(&mut self) -> Result<(), TreeError> {
        let folder = Path::new("passages");
        let names = self.list(folder)?;
        let (total, mut numbering) = (names.len(), Numbering::default());
        for (done, name) in names.into_iter().enumerate() {
            if name != "index.json" {
                self.passage(&folder.join(name), &mut numbering)?;
            }
            self.tell(Phase::Passages, done + 1, total);
        }
        Ok(())
    }

    fn passage(&mut self, path: &Path, numbering: &mut Numbering) -> Result<(), TreeError> {
        let file = path.join("metadata.json");
        let read = self.read_text(&file, MAX_METADATA_BYTES).and_then(|text| match text {
            Some(text) => serde_json::from_str::<TreePassage>(&text)
                .map_err(|error| format!("it is not a passage: {error}")),
            None => Err("there is no such file".to_owned()),
        });
        let row = match read {
            Ok(passage) => passage.into_row(),
            Err(reason) => {
                self.skip(&file, reason);
                return Ok(());
            }
        };
        let shared = row.clone();
        match self.change(move |change| add_row(change, &shared))? {
            Added::New { players } => {
                self.report.imported.passages += 1;
                self.report.imported.players += players;
            }
            Added::AlreadyThere => self.report.already_there.passages += 1,
            Added::Refused(reason) => {
                self.skip(path, reason);
                return Ok(());
            }
        }
        self.transits(path, &row.facts, numbering)
    }
}

fn add_row(change: &mut Change<'_>, row: &PassageRow) -> Result<Added, StoreError> {
    let facts = &row.facts;
    if let Some(there) = passages::find(change.tx, &facts.id)? {
        let there = there.facts;
        let is_same = there.source_universe_id == facts.source_universe_id
            && there.target_universe_id == facts.target_universe_id
            && there.created_at == facts.created_at;
        let taken = || Added::Refused(format!("another passage in the store has the id {}", facts.id));
        return Ok(if is_same { Added::AlreadyThere } else { taken() });
    }
    if facts.source_universe_id == facts.target_universe_id {
        return Ok(Added::Refused("it leads from a universe to itself".to_owned()));
    }
    for id in [&facts.source_universe_id, &facts.target_universe_id] {
        if universes::standing(change.tx, id)?.is_none() {
            return Ok(Added::Refused(format!("there is no universe {id} that it connects")));
        }
    }
    let players = u64::from(player_rows::find(change.tx, &facts.created_by)?.is_none());
    add(change, row)?;
    Ok(Added::New { players })
}
