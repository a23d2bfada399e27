//! Where every entity is, by the server's own rows and the games' journals, while all of them stand still.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;

use super::journal::Disk;
use crate::ledger::catalog;

/// All places in which each entity was found.
pub(super) struct Audit {
    places: BTreeMap<String, Vec<String>>,
    /// How many are in a world.
    at_rest: u64,
    trips: u64,
}

impl Audit {
    pub(super) fn of(data: &Path, disks: &[Disk]) -> Self {
        let catalog = catalog(data);
        let trips: i64 = catalog.query_row("SELECT count(*) FROM transits", [], |row| row.get(0)).unwrap();
        let mut audit = Self { places: BTreeMap::new(), at_rest: 0, trips: trips.unsigned_abs() };
        audit.find_those_under_way(&catalog);
        for disk in disks {
            audit.find_those_of_a_game(&catalog, disk);
        }
        audit
    }

    fn found(&mut self, entity: &str, place: String) {
        self.places.entry(entity.to_owned()).or_default().push(place);
    }

    fn find_those_under_way(&mut self, catalog: &Connection) {
        let sql = "SELECT entity_id, id, state FROM transits WHERE state IN ('in_transit', 'returning')";
        let mut statement = catalog.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        });
        for row in rows.unwrap() {
            let (entity, id, state) = row.unwrap();
            self.found(&entity, format!("{state} by {id}"));
        }
    }

    fn find_those_of_a_game(&mut self, catalog: &Connection, disk: &Disk) {
        let journal = disk.read();
        for (universe, entities) in &journal.worlds {
            for entity in entities {
                self.at_rest += 1;
                self.found(entity, format!("in {universe}"));
            }
        }
        for (entity, departing) in &journal.departing {
            // Whether the server has done it: then it is where the trip has led it.
            let sql = "SELECT count(*) FROM transits WHERE entity_id = ?1 AND entity = ?2";
            let text = format!(r#"{{"key":"{}"}}"#, departing.key);
            let done: i64 = catalog.query_row(sql, [entity.as_str(), &text], |row| row.get(0)).unwrap();
            assert!(done <= 1, "{entity} left twice by one request");
            if done == 0 {
                self.found(entity, format!("about to leave {}", departing.universe));
            }
        }
        for (transit, arriving) in &journal.arriving {
            // Whether the server has settled it there: then the game is about to put it into its world.
            let sql = "SELECT CASE state WHEN 'arrived' THEN to_universe_id WHEN 'returned' THEN from_universe_id END \
                       FROM transits WHERE id = ?1";
            let settled: Option<String> = catalog.query_row(sql, [transit], |row| row.get(0)).unwrap();
            if settled.as_deref() == Some(arriving.universe.as_str()) {
                self.found(&arriving.entity, format!("about to enter {}", arriving.universe));
            }
        }
    }

    /// Fails unless each of the entities is in exactly one place.
    #[track_caller]
    pub(super) fn accounts_for_all(&self, entities: u64, when: &str) {
        let wrong: Vec<_> = (0..entities)
            .map(|n| format!("entity-{n}"))
            .map(|entity| (self.places.get(&entity).cloned().unwrap_or_default(), entity))
            .filter(|(places, _)| places.len() != 1)
            .collect();
        assert!(wrong.is_empty(), "{when}: {} are not in exactly one place: {wrong:?}", wrong.len());
        assert_eq!(self.places.len() as u64, entities, "{when}: there are others");
    }

    /// Fails unless all of them are in a world.
    #[track_caller]
    pub(super) fn is_at_rest(&self, entities: u64) {
        assert_eq!(self.at_rest, entities, "somebody is still under way");
    }

    pub(super) fn trips(&self) -> u64 {
        self.trips
    }
}
