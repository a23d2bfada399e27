//! Plagues.

use crate::calendar::DAY;
use crate::events::{EventKind, Tale};
use crate::people::Ailment;
use crate::village::Village;
use crate::world::Plague;

/// A plague needs so many people to spread.
const CROWD: i64 = 40;

impl Village {
    pub(super) fn break_out(&mut self) {
        if self.people.count() < CROWD {
            return;
        }
        let days = self.random().within(4, 8);
        self.world.plague = Some(Plague { since: self.now, until: self.now.plus(days * DAY), dead: 0 });
        let Some(first) = self.people.anybody(&mut self.world.random) else { return };
        self.fall_ill(first, Ailment::Plague);
        let title = format!("A plague breaks out in {}", self.config.name);
        let more = format!("{} falls ill first.", self.name_of(first));
        self.tell(Tale::new(EventKind::Plague, 70, title).more(more).of(first));
    }

    pub(super) fn end_plague(&mut self) {
        let Some(plague) = self.world.plague.filter(|plague| plague.until <= self.now) else { return };
        self.world.plague = None;
        let days = self.now.since(plague.since) / DAY;
        let title = format!("The plague is over: it took {} people in {days} days", plague.dead);
        self.tell(Tale::new(EventKind::Plague, 52, title));
    }
}
