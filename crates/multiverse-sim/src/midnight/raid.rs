//! Raids.

use crate::events::{EventKind, Tale};
use crate::life::Cause;
use crate::people::What;
use crate::village::Village;
use crate::world::Discovery;

impl Village {
    /// Raiders take food; some of those who stand in their way die.
    pub(super) fn raid(&mut self) {
        let share = self.random().within(80, 240);
        let taken = self.lose_food(if self.world.knows(Discovery::Locks) { share / 2 } else { share });
        let fallen = self.random().below(3);
        let mut dead = Vec::new();
        for _ in 0..fallen {
            let Some(id) = self.people.anybody(&mut self.world.random) else { break };
            if self.person(id).is_some_and(|person| person.is_grown(self.now)) && !dead.contains(&id) {
                dead.push(id);
            }
        }
        let title = format!("Raiders come to {} and take {taken} baskets of food", self.config.name);
        let names: Vec<_> = dead.iter().map(|id| self.name_of(*id)).collect();
        let more = if names.is_empty() {
            "Nobody is killed.".to_owned()
        } else {
            format!("{} die defending the stores.", names.join(" and "))
        };
        let tale = Tale::new(EventKind::Raid, 62, title).more(more);
        self.tell(dead.iter().fold(tale, |tale, id| tale.of(id)));
        if let Some(leader) = self.world.leader {
            self.remember(leader, What::Disaster, None, -60);
        }
        for id in dead {
            self.die(id, Cause::Raid);
        }
    }
}
