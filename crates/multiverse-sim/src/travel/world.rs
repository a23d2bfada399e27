//! The village as a world that people leave and come to.

use multiverse_client::{Coming, TravelMark, TravelWorld};
use multiverse_model::{EntityId, RawJson};

use crate::goods::Pile;
use crate::ids::{BuildingId, PersonId};
use crate::village::Village;

/// The people of a village travel. Their mark is `travels` of a save, which has none while there is none.
impl TravelWorld for Village {
    fn entity(&self, id: &EntityId) -> Option<RawJson> {
        let traveller = self.traveller(person(id)?)?;
        Some(RawJson::new(traveller.to_string()).expect("a value is JSON"))
    }

    fn take(&mut self, id: &EntityId) {
        if let Some(id) = person(id) {
            self.leave(id);
        }
    }

    /// Whoever was refused moves in like anybody who comes: their home may have others by now.
    fn put(&mut self, _id: &EntityId, entity: &RawJson, _why: Coming) {
        if let Ok((person, left)) = self.welcome(entity.as_str()) {
            self.live_here(person, &left);
        }
    }

    /// They go to the storehouses, as far as there is room.
    fn take_back(&mut self, _from: &EntityId, items: &[RawJson]) {
        for pile in items.iter().filter_map(|item| serde_json::from_str::<Pile>(item.as_str()).ok()) {
            self.buildings.deposit(BuildingId(0), pile.item, pile.count);
        }
    }

    fn admits(&self, _id: &EntityId, entity: &RawJson) -> Result<(), String> {
        self.welcome(entity.as_str()).map(drop).map_err(|error| error.to_string())
    }

    fn travel_mark(&self) -> TravelMark {
        self.travels.clone()
    }

    fn set_travel_mark(&mut self, mark: TravelMark) {
        self.travels = mark;
    }
}

fn person(id: &EntityId) -> Option<PersonId> {
    id.as_str().parse().ok()
}
