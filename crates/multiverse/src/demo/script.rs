//! Whose universes there are in the demo, and what becomes of them.

use multiverse_client::NewUniverse;
use multiverse_model::{Description, InvalidConfig, UniverseConfig, UniverseId, UniverseName};
use multiverse_sim::VillageConfig;

use crate::players::{Beginning, Part, Plan};

/// The players' ids and names.
pub(super) const PLAYERS: [(&str, &str); 4] =
    [("ada", "Ada"), ("bob", "Bob"), ("clara", "Clara"), ("dietrich", "Dietrich")];

const ADA: usize = 0;
const BOB: usize = 1;
const CLARA: usize = 2;
const DIETRICH: usize = 3;

/// A universe of the demo.
struct Scene {
    owner: usize,
    id: &'static str,
    name: &'static str,
    about: &'static str,
    /// The universe's config.
    laws: &'static str,
    beginning: Opening,
    /// Decides what happens.
    seed: u64,
    /// How old it becomes before it lives on slowly, in percent of the days that the oldest village lives.
    age: u64,
}

enum Opening {
    /// A village of about so many entities is founded.
    Founding(u64),
    /// Another universe, by its number, is forked when it was so old, in percent as above.
    Fork(usize, u64),
}

const VILLAGE: &str = r#"{"timeScale":1,"magicLevel":"low","techLevel":"medieval"}"#;
const COAST: &str =
    r#"{"timeScale":2,"magicLevel":"none","techLevel":"industrial","bannedItemTags":["magical"]}"#;
const FOREST: &str =
    r#"{"timeScale":0.5,"magicLevel":"high","techLevel":"primitive","bannedItemTags":["iron"]}"#;
const HILLS: &str = r#"{"timeScale":1,"magicLevel":"medium","techLevel":"medieval"}"#;

const SCENES: [Scene; 10] = [
    Scene {
        owner: ADA,
        id: "universe:eschbach",
        name: "Eschbach",
        about: "A village by a brook, and the first universe here. Everybody wonders what else could have become of it.",
        laws: VILLAGE,
        beginning: Opening::Founding(240),
        seed: 1,
        age: 100,
    },
    Scene {
        owner: BOB,
        id: "universe:saltmarsh",
        name: "Saltmarsh",
        about: "Fishers and salt makers. Nobody here believes in magic, and no charm gets in.",
        laws: COAST,
        beginning: Opening::Founding(300),
        seed: 2,
        age: 70,
    },
    Scene {
        owner: CLARA,
        id: "universe:hollow",
        name: "The Hollow",
        about: "A few huts deep in the forest, where time goes slowly and iron is not welcome.",
        laws: FOREST,
        beginning: Opening::Founding(180),
        seed: 3,
        age: 60,
    },
    Scene {
        owner: DIETRICH,
        id: "universe:highmoor",
        name: "Highmoor",
        about: "The youngest village, on the hills.",
        laws: HILLS,
        beginning: Opening::Founding(200),
        seed: 4,
        age: 40,
    },
    Scene {
        owner: BOB,
        id: "universe:eschbach-bob",
        name: "Eschbach, had it rained",
        about: "Bob's Eschbach: the same village up to a day, and another weather from then on.",
        laws: VILLAGE,
        beginning: Opening::Fork(0, 35),
        seed: 11,
        age: 80,
    },
    Scene {
        owner: DIETRICH,
        id: "universe:eschbach-late",
        name: "Eschbach, a second chance",
        about: "Dietrich came late, and changed the end.",
        laws: VILLAGE,
        beginning: Opening::Fork(0, 75),
        seed: 12,
        age: 100,
    },
    Scene {
        owner: CLARA,
        id: "universe:saltmarsh-clara",
        name: "Saltmarsh without the flood",
        about: "What Clara thinks should have become of Bob's fishers.",
        laws: COAST,
        beginning: Opening::Fork(1, 40),
        seed: 13,
        age: 75,
    },
    Scene {
        owner: ADA,
        id: "universe:hollow-ada",
        name: "The Hollow, awake",
        about: "Ada forked Clara's forest to see whether anybody would leave it.",
        laws: FOREST,
        beginning: Opening::Fork(2, 30),
        seed: 14,
        age: 55,
    },
    Scene {
        owner: ADA,
        id: "universe:eschbach-ada",
        name: "Back at Ada's",
        about: "A fork of a fork: Ada took her village back from Bob.",
        laws: VILLAGE,
        beginning: Opening::Fork(4, 60),
        seed: 15,
        age: 90,
    },
    Scene {
        owner: CLARA,
        id: "universe:eschbach-clara",
        name: "Eschbach, the third hand",
        about: "Three forks from the first Eschbach, and still the same brook.",
        laws: VILLAGE,
        beginning: Opening::Fork(8, 75),
        seed: 16,
        age: 95,
    },
];

/// The player, by their number, and the id of the universe of a number.
pub(super) fn owned_universe(number: usize) -> anyhow::Result<(usize, UniverseId)> {
    let scene = &SCENES[number];
    Ok((scene.owner, scene.id.parse()?))
}

/// The number of the universe of an id, if it is one of the script's.
pub(super) fn number_of(id: &UniverseId) -> Option<usize> {
    SCENES.iter().position(|scene| scene.id == id.as_str())
}

/// The demo's universes, for a past of so many days.
#[derive(Debug, Clone)]
pub(super) struct Script(Vec<Part>);

impl Script {
    /// The one in which the oldest village lives for so many days.
    ///
    /// # Errors
    /// A text of it is not what the model takes.
    pub(super) fn of(days: u64) -> anyhow::Result<Self> {
        let parts: Result<_, _> = SCENES.iter().map(|scene| scene.part(days)).collect();
        Ok(Self(parts?))
    }

    /// The days of all universes together, about.
    pub(super) fn days(&self) -> u64 {
        self.0.iter().map(Part::days_to_live).sum()
    }
}

impl Plan for Script {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn owner(&self, number: usize) -> usize {
        SCENES[number].owner
    }

    fn part(&self, number: usize) -> Part {
        self.0[number].clone()
    }
}

impl Scene {
    fn part(&self, days: u64) -> anyhow::Result<Part> {
        let part_of = |percent: u64| (days * percent).div_ceil(100);
        let beginning = match self.beginning {
            Opening::Founding(entities) => {
                Beginning::Founded(VillageConfig::of_size(self.name, self.seed, entities))
            }
            Opening::Fork(source, percent) => Beginning::Forked {
                source,
                source_id: SCENES[source].id.parse()?,
                from_day: part_of(percent),
                seed: self.seed,
            },
        };
        let universe = NewUniverse {
            description: Some(Description::new(self.about)?),
            config: Some(laws(self.laws)?),
            ..NewUniverse::named(UniverseName::new(self.name)?).public()
        };
        Ok(Part { id: self.id.parse()?, universe, beginning, days: part_of(self.age) })
    }
}

fn laws(text: &str) -> Result<UniverseConfig, InvalidConfig> {
    UniverseConfig::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forked_comes_before_is_another_players_and_lives_longer() {
        for days in [4, 12, 300] {
            let script = Script::of(days).unwrap();
            for number in 0..script.len() {
                let part = script.part(number);
                assert!(script.owner(number) < PLAYERS.len() && part.days_to_live() > 0);
                let Beginning::Forked { source, source_id, from_day, .. } = part.beginning else { continue };
                assert!(source < number && script.owner(source) != script.owner(number));
                let source = script.part(source);
                assert_eq!(source.id, source_id);
                assert!(from_day <= source.days && from_day < part.days);
            }
        }
    }
}
