//! Building and mending.

use crate::agenda::Actor;
use crate::buildings::{BuildingKind, State};
use crate::events::{EventKind, Tale};
use crate::ids::{BuildingId, PersonId, Workplace};
use crate::people::{Skill, What};
use crate::village::Village;
use crate::world::{Discovery, First};

/// What a builder gets done in one go.
const WORK: i64 = 14;

impl Village {
    pub(super) fn next_site(&self, after: BuildingId) -> Option<Workplace> {
        self.buildings.next_wanting(after).map(Workplace::Building)
    }

    /// By how much a building wears in a day.
    pub(crate) fn wear(&self) -> i64 {
        if self.world.knows(Discovery::Masonry) { 4 } else { 6 }
    }

    pub(super) fn build(&mut self, id: PersonId, site: BuildingId) {
        let Some(building) = self.buildings.get(site) else { return };
        let (kind, state) = (building.plan.kind, building.structure.state);
        let ability = self.ability(id, Skill::Building);
        let work = self.outcome(WORK, ability).max(1);
        if !self.buildings.build(site, work, self.now, self.wear()) {
            return;
        }
        if let Some(at) = self.buildings.get(site).and_then(|building| building.structure.inspection) {
            self.agenda.note(at, Actor::Building(site));
        }
        if state == State::Site {
            self.remember(id, What::BuiltSomething, None, 40);
            self.tell_building(id, site, kind);
        }
    }

    fn tell_building(&mut self, id: PersonId, site: BuildingId, kind: BuildingKind) {
        let first = match kind {
            BuildingKind::House => Some(First::House),
            BuildingKind::School => Some(First::School),
            BuildingKind::Mill => Some(First::Mill),
            BuildingKind::Temple => Some(First::Temple),
            _ => None,
        };
        let new = first.is_some_and(|first| self.is_first(first));
        let importance = match kind {
            _ if new => 54,
            BuildingKind::Temple => 48,
            BuildingKind::House | BuildingKind::Well => 13,
            _ => 22,
        };
        let title = format!("{} finishes a {}", self.name_of(id), kind.as_str());
        if new {
            self.honour(id, 6, &title);
        }
        let tale = Tale::new(EventKind::Construction, importance, title).of(id).of(site);
        self.tell(if new { tale.more("It is the first that the village built.") } else { tale });
    }

    /// Somebody looks at a building: it may have to be mended, fall, or be cleared away.
    pub(crate) fn inspect(&mut self, id: BuildingId) {
        let Some(building) = self.buildings.get(id) else { return };
        let (kind, before) = (building.plan.kind, building.structure.state);
        if before == State::Ruin {
            self.buildings.remove(id);
            return;
        }
        let Some((state, inspection)) = self.buildings.inspect(id, self.now) else { return };
        if let Some(at) = inspection {
            self.agenda.note(at, Actor::Building(id));
        }
        if state == State::Ruin {
            self.evict(id);
            let title = format!("A {} falls in, for nobody mended it", kind.as_str());
            self.tell(Tale::new(EventKind::Collapse, 16, title).of(id));
        }
    }
}
