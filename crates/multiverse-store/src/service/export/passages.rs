//! Passages, each with its trips and the entities that are still there.

use std::path::Path;

use multiverse_model::{PassageId, PassageType, UniverseId};
use serde::Serialize;

use super::walk::{PAGE, Walk};
use crate::catalog::tables::passages::{self, PassageRow};
use crate::catalog::tables::transits::{self, Listed, TransitRow};
use crate::service::tree::files::{JsonList, make_directory, sync_directory, write_bytes, write_json};
use crate::service::tree::{Phase, TreeError, TreePassage, TreeTransit, directory_name};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IndexedPassage<'a> {
    id: &'a PassageId,
    #[serde(rename = "type")]
    kind: PassageType,
    source_universe_id: &'a UniverseId,
    target_universe_id: &'a UniverseId,
    directory: &'a str,
}

impl Walk<'_> {
    pub(super) fn passages(&mut self) -> Result<(), TreeError> {
        let folder = self.folder("passages")?;
        let mut index = JsonList::create(folder.join("index.json"), &[], "passages")?;
        let mut after = String::new();
        loop {
            let page = passages::in_order(self.tx, &after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.facts.id.to_string();
            for row in &page {
                let directory = directory_name(row.facts.id.as_str());
                index.push(&IndexedPassage {
                    id: &row.facts.id,
                    kind: row.facts.kind,
                    source_universe_id: &row.facts.source_universe_id,
                    target_universe_id: &row.facts.target_universe_id,
                    directory: &directory,
                })?;
                self.passage(row, &folder.join(directory))?;
                self.report.passages += 1;
                self.tell(Phase::Passages);
            }
        }
        index.finish()?;
        sync_directory(&folder)
    }

    fn passage(&mut self, row: &PassageRow, path: &Path) -> Result<(), TreeError> {
        let entities = path.join("entities");
        make_directory(path)?;
        make_directory(&entities)?;
        write_json(&path.join("metadata.json"), &TreePassage::of(row))?;
        let head = [("passageId", row.facts.id.as_str().into())];
        let mut list = JsonList::create(path.join("transits.json"), &head, "transits")?;
        let mut after: Option<Listed> = None;
        loop {
            let page = transits::of_passage(self.tx, &row.facts.id, after.as_ref(), PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(Listed::of(last));
            for row in page {
                self.entity(&row, &entities)?;
                list.push(&TreeTransit::of(row))?;
                self.report.transits += 1;
            }
        }
        list.finish()?;
        sync_directory(&entities)?;
        sync_directory(path)
    }

    fn entity(&mut self, row: &TransitRow, folder: &Path) -> Result<(), TreeError> {
        let id = &row.transit.id;
        let Some(entity) = transits::entity(self.tx, id)? else { return Ok(()) };
        write_bytes(&folder.join(format!("{}.json", directory_name(id.as_str()))), entity.as_bytes())
    }
}
