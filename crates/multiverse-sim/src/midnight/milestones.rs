//! Round days, years, and how many people there are.

use crate::calendar::Season;
use crate::events::{EventKind, Tale};
use crate::ids::PersonId;
use crate::people::What;
use crate::village::Village;
use crate::world::First;

/// Days of which each is a milestone; beyond, each 365th is.
const ROUND: [i64; 4] = [7, 30, 100, 365];

impl Village {
    pub(super) fn tell_milestone(&mut self) {
        let day = self.now.day() + 1;
        if !ROUND.contains(&day) && day % 365 != 0 {
            return;
        }
        let census = self.census();
        let title = format!("{} sees its day {day}", self.config.name);
        let more = format!(
            "{} people live in it; {} were born here and {} died.",
            census.people, census.births, census.deaths
        );
        self.tell(Tale::new(EventKind::Milestone, 60, title).more(more));
    }

    /// At the end of autumn the year's harvest is counted and feasted; in spring, winter is over.
    pub(super) fn turn_year(&mut self) {
        match (self.now.day() % 12, self.now.season()) {
            (9, _) => self.feast(),
            (0, Season::Spring) => {
                let importance = if self.is_first(First::WinterSurvived) { 52 } else { 6 };
                let title = format!("Year {} begins: winter is over", self.now.year() + 1);
                self.tell(Tale::new(EventKind::Weather, importance, title));
            }
            _ => {}
        }
    }

    fn feast(&mut self) {
        let (brought_in, record) = (self.world.harvest.this_year, self.world.records.harvest);
        self.world.harvest.this_year = 0;
        let guests: Vec<_> = (0..12).filter_map(|_| self.people.anybody(&mut self.world.random)).collect();
        for guest in guests {
            self.remember(guest, What::Feasted, None, 45);
        }
        let first = self.is_first(First::Festival);
        let importance = if first { 52 } else { 26 };
        let title = format!("{} feasts the harvest of year {}", self.config.name, self.now.year() + 1);
        self.tell(Tale::new(EventKind::Festival, importance, title));
        // A record of next to nothing, and the first year's, are none.
        if brought_in > record + record / 20 {
            self.world.records.harvest = brought_in;
            if record > 0 {
                let title = format!("A record harvest: {brought_in} baskets of food in a year");
                let more = format!("The best year before brought {record}.");
                self.tell(Tale::new(EventKind::Record, 56, title).more(more));
            }
        }
    }

    /// Tells of a village that has a tenth more people than was last told of.
    pub(super) fn tell_growth(&mut self) {
        let (people, record) = (self.people.count(), self.world.records.people);
        if people > record + (record / 10).max(2) {
            self.world.records.people = people;
            let title = format!("{} has {people} people, more than ever", self.config.name);
            let tale = Tale::new(EventKind::Record, 50, title);
            let leader: Option<PersonId> = self.world.leader;
            self.tell(leader.into_iter().fold(tale, |tale, leader| tale.of(leader)));
        }
    }
}
