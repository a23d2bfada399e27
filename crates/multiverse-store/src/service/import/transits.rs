//! `transits.json` and `entities/` of one passage.

use std::collections::HashMap;
use std::path::Path;

use multiverse_model::{EntityId, PassageFacts, RawJson, Transit, TransitState};
use serde_json::value::RawValue;

use super::importer::Importer;
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::transits::{self, TransitRow};
use crate::catalog::tables::{movements, passages, players, universes};
use crate::service::run::Change;
use crate::service::tree::{TreeError, TreeTransit, directory_name};

/// The largest `transits.json` that is read: a few million trips.
const MAX_TRANSITS_BYTES: u64 = 2 << 30;

/// The largest number of a trip that is believed.
const MAX_NUMBER: u64 = 1 << 32;

/// Trips that share a transaction, and bytes of entities after which there are no more.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 8 << 20;

/// How the numbers of an entity's trips in the tree stand to those in the store, where an entity with its id had
/// travelled before.
#[derive(Debug, Default, Clone)]
pub(super) struct Numbering {
    offsets: HashMap<EntityId, u64>,
}

/// A trip with its entity.
type Trip = (TreeTransit, Option<RawJson>);

/// What became of a trip.
enum Outcome {
    Added,
    AlreadyThere,
    Refused(String),
}

impl Importer {
    pub(super) fn transits(
        &mut self,
        path: &Path,
        passage: &PassageFacts,
        numbering: &mut Numbering,
    ) -> Result<(), TreeError> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        for (place, text) in self.listed(path).into_iter().enumerate() {
            match self.trip(path, passage, &text) {
                Ok(trip) => {
                    bytes += trip.1.as_ref().map_or(0, |entity| entity.as_str().len());
                    batch.push((place, trip));
                }
                Err(reason) => self.skip_trip(path, place, reason),
            }
            if batch.len() == BATCH || bytes >= BATCH_BYTES {
                bytes = 0;
                self.commit(path, std::mem::take(&mut batch), numbering)?;
            }
        }
        self.commit(path, batch, numbering)
    }

    fn skip_trip(&mut self, path: &Path, place: usize, reason: String) {
        self.skip(&path.join("transits.json").join(format!("transits[{place}]")), reason);
    }

    fn listed(&mut self, path: &Path) -> Vec<Box<RawValue>> {
        let file = path.join("transits.json");
        let found = self.read_object(&file, MAX_TRANSITS_BYTES);
        let listed = found.and_then(|found| match found {
            Some(members) => members.required("transits"),
            None => Err("there is no such file".to_owned()),
        });
        listed.unwrap_or_else(|reason| {
            self.skip(&file, reason);
            Vec::new()
        })
    }

    /// Reads a trip and its entity.
    ///
    /// # Errors
    /// Why it is none of the passage, for the report.
    fn trip(&self, path: &Path, passage: &PassageFacts, text: &RawValue) -> Result<Trip, String> {
        let trip: TreeTransit =
            serde_json::from_str(text.get()).map_err(|error| format!("it is not a trip: {error}"))?;
        check(&trip, passage)?;
        let name = format!("{}.json", directory_name(trip.transit.id.as_str()));
        let file = path.join("entities").join(name);
        let entity = self.read_text(&file, self.max_document_bytes)?;
        let entity = entity.map(RawJson::new).transpose();
        let entity = entity.map_err(|error| format!("its entity is not JSON: {error}"))?;
        if entity.is_none() && trip.transit.state.is_open() {
            return Err("its entity is under way and has no file".to_owned());
        }
        Ok((trip, entity))
    }

    fn commit(
        &mut self,
        path: &Path,
        batch: Vec<(usize, Trip)>,
        numbering: &mut Numbering,
    ) -> Result<(), TreeError> {
        if batch.is_empty() {
            return Ok(());
        }
        let (shared, known) = (batch.clone(), numbering.clone());
        let (outcomes, known) = self.change(move |change| {
            // A transaction may run more than once.
            let mut known = known.clone();
            let outcomes: Result<Vec<_>, _> =
                shared.iter().map(|(_, trip)| add(change, trip, &mut known)).collect();
            Ok((outcomes?, known))
        })?;
        *numbering = known;
        for ((place, _), outcome) in batch.iter().zip(outcomes) {
            match outcome {
                Outcome::Added => self.report.imported.transits += 1,
                Outcome::AlreadyThere => self.report.already_there.transits += 1,
                Outcome::Refused(reason) => self.skip_trip(path, *place, reason),
            }
        }
        Ok(())
    }
}

/// Whether a trip could have been made through the passage.
fn check(trip: &TreeTransit, passage: &PassageFacts) -> Result<(), String> {
    let Transit { passage_id, from_universe_id: from, to_universe_id: to, state, settled_at, .. } =
        &trip.transit;
    let ends = [&passage.source_universe_id, &passage.target_universe_id];
    if *passage_id != passage.id || !ends.contains(&from) || !ends.contains(&to) || from == to {
        return Err("it does not lead where its passage does".to_owned());
    }
    if !(1..=MAX_NUMBER).contains(&trip.number) {
        return Err("its number is out of bounds".to_owned());
    }
    if state.is_open() == settled_at.is_some() || settled_at.is_some() != trip.settled_ordinal.is_some() {
        return Err("its state and its times do not fit together".to_owned());
    }
    Ok(())
}

fn add(
    change: &mut Change<'_>,
    (trip, entity): &Trip,
    numbering: &mut Numbering,
) -> Result<Outcome, StoreError> {
    let transit = &trip.transit;
    if let Some(there) = transits::find(change.tx, &transit.id)? {
        let is_same =
            there.transit.entity_id == transit.entity_id && there.transit.passage_id == transit.passage_id;
        if !is_same {
            return Ok(Outcome::Refused(format!("another trip in the store has the id {}", transit.id)));
        }
        let offset = there.number.saturating_sub(trip.number);
        if offset > 0 {
            numbering.offsets.insert(transit.entity_id.clone(), offset);
        }
        return Ok(Outcome::AlreadyThere);
    }
    if transit.state.is_open() && is_under_way(change.tx, transit)? {
        return Ok(Outcome::Refused("another trip of its entity is under way in the store".to_owned()));
    }
    let text = entity.as_ref().map(RawJson::as_str);
    let mut row = trip.clone().into_row(text.map_or(0, |text| text.len() as u64));
    row.number = numbering.place(change.tx, &row)?;
    insert(change, &row, text)?;
    Ok(Outcome::Added)
}

/// Whether an entity with the trip's id is on its way out of, or into, one of its universes.
fn is_under_way(tx: &mut dyn Transaction, transit: &Transit) -> Result<bool, StoreError> {
    for id in [&transit.from_universe_id, &transit.to_universe_id] {
        let last = movements::last(tx, id, &transit.entity_id)?;
        if last.is_some_and(|row| row.transit.state.is_open()) {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Numbering {
    /// The number of a trip in the store: the tree's, unless an entity with its id had travelled there before.
    fn place(&mut self, tx: &mut dyn Transaction, row: &TransitRow) -> Result<u64, StoreError> {
        let entity = &row.transit.entity_id;
        let number = row.number + self.offsets.get(entity).copied().unwrap_or(0);
        if !transits::is_numbered(tx, entity, number)? {
            return Ok(number);
        }
        // Behind all that there are, in the same order.
        let offset = transits::next_number(tx, entity)?;
        self.offsets.insert(entity.clone(), offset);
        Ok(row.number + offset)
    }
}

fn insert(change: &mut Change<'_>, row: &TransitRow, entity: Option<&str>) -> Result<(), StoreError> {
    transits::insert(change.tx, row, entity)?;
    if row.transit.state == TransitState::InTransit {
        passages::count_in(change.tx, &row.transit.passage_id)?;
    }
    let standing = universes::standing(change.tx, &row.transit.from_universe_id)?;
    let (owner, ..) = standing.ok_or(StoreError::Interrupted)?;
    Ok(players::count(change.tx, &owner, 0, 0, i64::try_from(row.entity_bytes).unwrap_or(i64::MAX))?)
}
