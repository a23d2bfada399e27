//! Reading a save.

use serde_json::value::RawValue;

use super::document::{Checksums, Document, Envelope, Multiverse, Universe, UniverseTime};
use super::entity::{Entity, RawEntity, read};
use super::error::SnapshotError;
use super::{GAME, MOST_BYTES, MOST_ENTITIES, VERSION};
use crate::agenda::Agenda;
use crate::buildings::{Building, Town};
use crate::calendar::Moment;
use crate::events::News;
use crate::ids::{BuildingId, PersonId, PlantId};
use crate::people::{Person, Populace};
use crate::plants::{Flora, Plant};
use crate::travel::MOST_DOORS;
use crate::village::{END, Village};
use crate::world::{Serials, WorldState};

impl Village {
    /// Reads a village from a save. It goes on, tick for tick and byte for byte, as the one that wrote it.
    ///
    /// # Errors
    /// [`SnapshotError`], whatever the bytes are: nothing is guessed, repaired or left out.
    pub fn from_snapshot(document: &[u8]) -> Result<Self, SnapshotError> {
        if document.len() > MOST_BYTES {
            return Err(SnapshotError::TooLarge { bytes: document.len(), most: MOST_BYTES });
        }
        check_envelope(document)?;
        let document: Document<'_> = serde_json::from_slice(document).map_err(SnapshotError::NotASave)?;
        let now = check_times(&document)?;
        let [universe] = document.universes;
        check_checksums(&universe)?;
        universe.config.check().map_err(|_| impossible("config", "no village is founded so"))?;
        if *document.header.name != universe.config.name || *universe.identity.name != universe.config.name {
            return Err(impossible("header", "it names another village than the config"));
        }
        if document.passages.len() > MOST_DOORS {
            return Err(impossible("passages", "there are more than 64"));
        }
        let (people, plants, buildings) = read_entities(universe.entities, now)?;
        let world: WorldState =
            serde_json::from_str(universe.world_state.get()).map_err(SnapshotError::NotASave)?;
        world.check(now).map_err(|what| impossible("worldState", what))?;
        check_serials(world.serials, &people, &plants, &buildings)?;
        let mut village = Self {
            config: universe.config,
            now,
            people,
            plants,
            buildings,
            world,
            doors: document.passages,
            travels: document.travels,
            agenda: Agenda::default(),
            news: News::default(),
        };
        village.fill_houses()?;
        village.note_all();
        Ok(village)
    }

    /// Who lives in a house is noted with the person; the house has to be there.
    fn fill_houses(&mut self) -> Result<(), SnapshotError> {
        for person in self.people.iter() {
            let Some(home) = person.livelihood.home else { continue };
            if self.buildings.get(home).is_none() {
                return Err(impossible(person.id, "they live in a building that is not there"));
            }
            self.buildings.house(person.id, None, Some(home));
        }
        Ok(())
    }
}

fn impossible(at: impl ToString, what: &'static str) -> SnapshotError {
    SnapshotError::impossible(at, what)
}

/// Another game's document, or a later version's, is told by its header, whatever the rest looks like.
fn check_envelope(document: &[u8]) -> Result<(), SnapshotError> {
    let Envelope { header } = serde_json::from_slice(document).map_err(SnapshotError::NotASave)?;
    if header.game != GAME {
        return Err(SnapshotError::OtherGame { game: header.game.chars().take(60).collect() });
    }
    if header.version != VERSION {
        return Err(SnapshotError::OtherVersion { found: header.version, known: VERSION });
    }
    Ok(())
}

/// The clock stands in three places, which have to agree.
fn check_times(document: &Document<'_>) -> Result<Moment, SnapshotError> {
    let now = document.header.saved_at;
    let [universe] = &document.universes;
    if !(0..=END).contains(&now.tick()) {
        Err(impossible("header", "its tick is before the founding or after the end of the clock"))
    } else if document.multiverse != Multiverse::at(now) || universe.time != UniverseTime::at(now) {
        Err(impossible("time", "header, multiverse and universe do not show the same"))
    } else {
        Ok(now)
    }
}

fn check_checksums(universe: &Universe<'_>) -> Result<(), SnapshotError> {
    let sums = Checksums::of(universe.entities, universe.world_state);
    if sums.entities != universe.checksums.entities {
        Err(SnapshotError::Damaged { part: "entities" })
    } else if sums.world_state != universe.checksums.world_state {
        Err(SnapshotError::Damaged { part: "worldState" })
    } else {
        Ok(())
    }
}

fn read_entities(entities: &RawValue, now: Moment) -> Result<(Populace, Flora, Town), SnapshotError> {
    let entities: Vec<RawEntity<'_>> =
        serde_json::from_str(entities.get()).map_err(SnapshotError::NotASave)?;
    if entities.len() > MOST_ENTITIES {
        return Err(impossible("entities", "there are more than 1000000"));
    }
    let (mut people, mut plants, mut town) = (Populace::default(), Flora::default(), Town::default());
    let (mut person, mut plant, mut building) = (None, None, None);
    for raw in &entities {
        // Each kind in the order of ids, so that none comes twice.
        if let Ok(id) = raw.id.parse::<PersonId>()
            && (plant, building) == (None, None)
        {
            people.insert(checked(raw, id, &mut person, |person: &Person| person.check(now))?);
        } else if let Ok(id) = raw.id.parse::<PlantId>()
            && building.is_none()
        {
            plants.insert(checked(raw, id, &mut plant, |plant: &Plant| plant.check(now))?);
        } else if let Ok(id) = raw.id.parse::<BuildingId>() {
            town.insert(checked(raw, id, &mut building, |building: &Building| building.check(now))?);
        } else {
            let id: String = raw.id.chars().take(60).collect();
            return Err(impossible(id, "it is no entity of a village, or stands in the wrong place"));
        }
    }
    Ok((people, plants, town))
}

/// Reads one entity, whose id has to be above the last of its kind.
fn checked<T: Entity>(
    raw: &RawEntity<'_>,
    id: T::Id,
    last: &mut Option<T::Id>,
    check: impl FnOnce(&T) -> Result<(), &'static str>,
) -> Result<T, SnapshotError>
where
    T::Id: Ord,
{
    if last.is_some_and(|last| last >= id) {
        return Err(impossible(id, "it is there twice, or not in the order of ids"));
    }
    *last = Some(id);
    let entity = read::<T>(id, raw.components.get())
        .map_err(|source| SnapshotError::Entity { id: id.to_string(), source })?;
    check(&entity).map_err(|what| impossible(id, what))?;
    Ok(entity)
}

/// Whoever comes next must not have the id of one who is there.
fn check_serials(
    serials: Serials,
    people: &Populace,
    plants: &Flora,
    town: &Town,
) -> Result<(), SnapshotError> {
    let ours = people.iter().filter(|person| person.id.tag == serials.tag);
    let person = ours.map(|person| person.id.serial).max();
    let plant = plants.last().map(|plant| plant.0);
    let building = town.last().map(|building| building.0);
    let free = person.is_none_or(|last| last < serials.person)
        && plant.is_none_or(|last| last < serials.plant)
        && building.is_none_or(|last| last < serials.building);
    if free { Ok(()) } else { Err(impossible("worldState", "the next id is one that is taken")) }
}
