//! What a game keeps on its disk: its worlds, and what it is about to do. Each change is done or not, as one write is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use super::map::Map;

/// A game's disk, which outlives the game.
#[derive(Clone)]
pub(super) struct Disk(Arc<Mutex<Journal>>);

/// What stands on it.
#[derive(Default)]
pub(super) struct Journal {
    /// The entities in each world.
    pub worlds: BTreeMap<String, BTreeSet<String>>,
    /// Departures of which it is not known yet whether they were done. The entity is in no world meanwhile.
    pub departing: BTreeMap<String, Departing>,
    /// Trips that are to be taken in, with the entity; not in a world before the server has said so.
    pub arriving: BTreeMap<String, Arriving>,
    /// Trips that were taken in: a list that was read before must not bring an entity in again.
    taken_in: BTreeSet<String>,
    /// Grows with every departure, so that no key is used twice.
    step: u64,
}

/// A departure under way.
#[derive(Debug, Clone)]
pub(super) struct Departing {
    pub universe: String,
    pub passage: String,
    pub direction: &'static str,
    pub key: String,
}

/// An arrival under way.
#[derive(Debug, Clone)]
pub(super) struct Arriving {
    pub universe: String,
    pub entity: String,
}

impl Disk {
    /// The disk of a game whose worlds have their share of the entities.
    pub(super) fn with(map: &Map, game: u64, entities: u64) -> Self {
        let mut journal = Journal::default();
        for universe in map.worlds_of(game) {
            let of_it = (0..entities).filter(|n| map.home_of(*n) == universe);
            journal.worlds.insert(universe.clone(), of_it.map(|n| format!("entity-{n}")).collect());
        }
        Self(Arc::new(Mutex::new(journal)))
    }

    pub(super) fn read(&self) -> MutexGuard<'_, Journal> {
        self.0.lock().unwrap()
    }

    /// Takes an entity out of its world and notes where it is to go.
    pub(super) fn begins_departure(
        &self,
        entity: &str,
        universe: &str,
        passage: &str,
        direction: &'static str,
        game: u64,
    ) {
        let mut journal = self.read();
        assert!(journal.worlds.get_mut(universe).unwrap().remove(entity));
        journal.step += 1;
        let key = format!("game-{game}-{}", journal.step);
        let (universe, passage) = (universe.to_owned(), passage.to_owned());
        journal.departing.insert(entity.to_owned(), Departing { universe, passage, direction, key });
    }

    /// Notes that a departure was done, or puts the entity back.
    pub(super) fn ends_departure(&self, entity: &str, has_left: bool) {
        let mut journal = self.read();
        let departing = journal.departing.remove(entity).unwrap();
        if !has_left {
            journal.worlds.get_mut(&departing.universe).unwrap().insert(entity.to_owned());
        }
    }

    /// Notes a trip that is to be taken in; false if it was, or is about to be.
    pub(super) fn begins_arrival(&self, transit: &str, universe: &str, entity: &str) -> bool {
        let mut journal = self.read();
        if journal.taken_in.contains(transit) || journal.arriving.contains_key(transit) {
            return false;
        }
        let arriving = Arriving { universe: universe.to_owned(), entity: entity.to_owned() };
        journal.arriving.insert(transit.to_owned(), arriving);
        true
    }

    /// Puts the entity of a trip into its world, or forgets it if it was not due there any more.
    pub(super) fn ends_arrival(&self, transit: &str, is_here: bool) {
        let mut journal = self.read();
        let arriving = journal.arriving.remove(transit).unwrap();
        if is_here {
            journal.taken_in.insert(transit.to_owned());
            let is_new = journal.worlds.get_mut(&arriving.universe).unwrap().insert(arriving.entity.clone());
            assert!(is_new, "{} was in {} already", arriving.entity, arriving.universe);
        }
    }
}
