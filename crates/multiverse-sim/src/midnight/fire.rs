//! Fires.

use crate::buildings::{State, Store};
use crate::events::{EventKind, Tale};
use crate::ids::{BuildingId, PersonId};
use crate::life::Cause;
use crate::people::What;
use crate::village::Village;
use crate::world::Discovery;

/// How many of a million people in a burning house die.
const FATAL: i64 = 70_000;

impl Village {
    /// A house burns, and the next ones with it.
    pub(super) fn burn(&mut self) {
        let dry = self.world.weather.is_drought(self.now);
        let spread = self.random().within(1, if dry { 5 } else { 3 });
        let spread = if self.world.knows(Discovery::FireWatch) { (spread + 1) / 2 } else { spread };
        let mut last = self.any_building();
        let (mut burnt, mut dead) = (Vec::new(), Vec::new());
        for _ in 0..spread {
            let Some(id) = self.buildings.next_house(last) else { break };
            dead.extend(self.burn_down(id));
            burnt.push(id);
            last = id;
        }
        if burnt.is_empty() {
            return;
        }
        let houses = i64::try_from(burnt.len()).unwrap_or(i64::MAX);
        let victims = i64::try_from(dead.len()).unwrap_or(i64::MAX);
        let title = match houses {
            1 => "A house burns down".to_owned(),
            _ => format!("{houses} houses burn down"),
        };
        let more = format!("{victims} people die in the flames; the others lose their homes.");
        let tale = Tale::new(EventKind::Fire, 32 + houses * 7 + victims * 6, title).more(more);
        self.tell(burnt.iter().fold(tale, |tale, id| tale.of(id)));
        for id in dead {
            self.die(id, Cause::Fire);
        }
    }

    /// Answers who does not get out.
    fn burn_down(&mut self, id: BuildingId) -> Vec<PersonId> {
        let residents: Vec<_> = self.buildings.residents(id).collect();
        let dead = residents.iter().copied().filter(|_| self.world.random.chance(FATAL)).collect();
        for resident in residents {
            self.remember(resident, What::Disaster, None, -80);
        }
        self.evict(id);
        let now = self.now;
        self.buildings.change(id, |building| {
            building.structure.state = State::Ruin;
            building.structure.condition.set(now, 0);
            building.store = Store::default();
        });
        dead
    }
}
