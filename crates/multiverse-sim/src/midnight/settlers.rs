//! Strangers who come to stay.

use crate::events::{EventKind, Tale};
use crate::people::What;
use crate::village::Village;

/// How many nights in a million bring strangers: where few are left, and where houses are empty and stores full.
const CALLED: i64 = 400_000;
const PASSING: i64 = 20_000;

impl Village {
    pub(super) fn welcome_settlers(&mut self) {
        let people = self.people.count();
        let founders = i64::try_from(self.config.people).unwrap_or(i64::MAX);
        let (forsaken, desolate) = (people * 10 < founders * 6, people * 4 < founders);
        let fed = self.buildings.stock().food() > people * 4;
        let roomy = self.buildings.roomiest(4).is_some();
        // An empty village draws people even where nothing is stored: else it would stay empty for ever.
        let chance = match (forsaken, roomy && fed) {
            (true, true) => CALLED,
            (true, false) if desolate => CALLED / 8,
            (false, true) => PASSING,
            _ => 0,
        };
        if !self.random().chance(chance) {
            return;
        }
        let settled = self.settle_family(5);
        let Some(head) = settled.first().copied() else { return };
        for id in &settled {
            self.remember(*id, What::CameHere, None, 50);
        }
        let family = self.person(head).map(|person| person.identity.family.clone()).unwrap_or_default();
        let title = match settled.len() {
            1 => format!("{} comes to stay", self.name_of(head)),
            count => format!("The family {family} comes to stay, {count} people"),
        };
        let importance = if desolate { 50 } else { 24 };
        let tale = Tale::new(EventKind::Settlers, importance, title);
        self.tell(settled.iter().fold(tale, |tale, id| tale.of(id)));
    }
}
