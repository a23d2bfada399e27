//! Discoveries, works of art, and gods.

use crate::buildings::BuildingKind;
use crate::events::{EventKind, Tale};
use crate::ids::PersonId;
use crate::life::is_round;
use crate::people::{Occupation, What};
use crate::village::Village;
use crate::world::Discovery;

/// How many nights in a million bring what.
const DISCOVERIES: i64 = 30_000;
const ARTWORKS: i64 = 35_000;
const DEITIES: i64 = 8_000;
/// How many are looked at for one who has the idea, and how skilled they have to be.
const LOOKS: usize = 24;
const SKILLED: i64 = 35;

const WORKS: [&str; 8] = [
    "sings a new song about",
    "carves a figure of",
    "tells a tale of",
    "weaves a tapestry of",
    "paints a wall with",
    "makes a verse about",
    "plays a dance called after",
    "builds a puppet play about",
];
const THEMES: [&str; 12] = [
    "the founding",
    "the river",
    "the first harvest",
    "a lost child",
    "the old oak",
    "two lovers",
    "the long winter",
    "the great fish",
    "the dead",
    "the stars",
    "a fox and a goose",
    "the sea that nobody has seen",
];
const DEITIES_KNOWN: [&str; 8] = [
    "the Rain Mother",
    "the Lord of the Weir",
    "the Antlered One",
    "the Keeper of Seeds",
    "the Lady of Embers",
    "the Grey Walker",
    "the Twins of the Mill",
    "the Hearth Giver",
];

impl Village {
    pub(super) fn have_ideas(&mut self) {
        if self.random().chance(DISCOVERIES) {
            self.discover();
        }
        if self.random().chance(ARTWORKS) {
            self.create();
        }
        let temple = self.buildings.count(BuildingKind::Temple) > 0;
        if temple && self.world.deity.is_none() && self.random().chance(DEITIES) {
            self.worship_deity();
        }
    }

    pub(super) fn discover(&mut self) {
        let unknown: Vec<Discovery> =
            Discovery::ALL.iter().copied().filter(|discovery| !self.world.knows(*discovery)).collect();
        if unknown.is_empty() {
            return;
        }
        let discovery = self.random().pick(&unknown);
        let Some(id) = self.skilled(discovery.trade()) else { return };
        self.world.discoveries.push(discovery);
        let title = format!("{} {}", self.name_of(id), discovery.title());
        self.honour(id, 30, &title);
        self.remember(id, What::Discovered, None, 90);
        self.tell(Tale::new(EventKind::Discovery, 68, title).more(discovery.effect()).of(id));
    }

    /// Somebody who is good at a trade, if one is met.
    fn skilled(&mut self, trade: Occupation) -> Option<PersonId> {
        (0..LOOKS).find_map(|_| {
            let id = self.people.anybody(&mut self.world.random)?;
            let person = self.person(id)?;
            let follows = person.livelihood.occupation == trade;
            (follows && person.skills.level(trade.skill()) >= SKILLED).then_some(id)
        })
    }

    fn create(&mut self) {
        let Some(id) = self.people.anybody(&mut self.world.random) else { return };
        if !self.person(id).is_some_and(|person| person.is_grown(self.now)) {
            return;
        }
        let (work, theme) = (self.random().pick(&WORKS), self.random().pick(&THEMES));
        self.world.tallies.artworks += 1;
        let count = self.world.tallies.artworks;
        // The first tenth, and then as births.
        let importance = if count == 10 || is_round(count) { 54 } else { 27 };
        let title = format!("{} {work} {theme}", self.name_of(id));
        self.honour(id, 10, &title);
        let more = format!("The village knows {count} works of its own by now.");
        self.tell(Tale::new(EventKind::Artwork, importance, title).more(more).of(id));
    }

    pub(super) fn worship_deity(&mut self) {
        let deity = self.random().pick(&DEITIES_KNOWN);
        self.world.deity = Some(deity.to_owned());
        let title = format!("{} begins to worship {deity}", self.config.name);
        let priest = self.skilled(Occupation::Priest);
        let tale = Tale::new(EventKind::Deity, 75, title);
        self.tell(priest.into_iter().fold(tale, |tale, id| tale.of(id)));
    }
}
