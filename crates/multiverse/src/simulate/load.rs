//! The universes of a load: which they are follows from its size and its seed alone.

use clap::Args;
use multiverse_client::NewUniverse;
use multiverse_model::{PlayerId, UniverseConfig, UniverseId, UniverseName};
use multiverse_sim::VillageConfig;

use crate::players::{Beginning, Part, Plan, mix};

/// People among a thousand entities of a village.
const PEOPLE_OF_1000: u64 = 150;

/// How large a load is.
#[derive(Debug, Clone, Args)]
pub(crate) struct Load {
    /// How many villages are founded.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    universes: u64,
    /// How many forks of these, and of forks, are made beside.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(0..=100_000))]
    forks: u64,
    /// How many days old each village becomes.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    days: u64,
    /// How many people found a village; each is about 5 kB of a save.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u64).range(3..=30_000))]
    people: u64,
    /// How many players play, each on a machine of their own, one universe after the other.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=100))]
    players: u64,
    /// Decides everything that happens: the same seed makes the same documents under the same ids.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Load {
    /// The same with as many players as there are tokens, if there are any.
    pub(super) fn with_players_of(self, tokens: usize) -> Self {
        match u64::try_from(tokens) {
            Ok(players) if players > 0 => Self { players, ..self },
            _ => self,
        }
    }

    /// How many play.
    pub(super) fn players(&self) -> u64 {
        self.players
    }

    /// Its seed.
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// The id of a player who is registered for the load.
    pub(super) fn player(&self, number: u64) -> PlayerId {
        format!("sim-{}-{number}", self.seed).parse().expect("letters, digits and dashes are an id")
    }

    /// The days of all universes together, about.
    pub(super) fn days(&self) -> u64 {
        (0..self.universes + self.forks).map(|number| self.days - self.first_day(number)).sum()
    }

    /// Whether a universe of the load is a fork.
    pub(super) fn is_fork(&self, id: &UniverseId) -> bool {
        let number = id.as_str().strip_prefix(&format!("universe:sim-{}-", self.seed));
        number.and_then(|number| number.parse::<u64>().ok()).is_some_and(|number| number >= self.universes)
    }

    fn universe(&self, number: u64) -> UniverseId {
        format!("universe:sim-{}-{number}", self.seed).parse().expect("letters, digits and dashes are an id")
    }

    /// The universe that a fork is made of: any before it, another player's if there is one.
    fn source(&self, fork: u64) -> u64 {
        let chosen = mix(self.seed ^ 1, fork) % fork;
        // Neighbours are different players', but for the last and the first.
        let near = (0..3).map(|step| (chosen + step) % fork);
        near.into_iter().find(|near| near % self.players != fork % self.players).unwrap_or(chosen)
    }

    /// The day from which on a universe lives, about: of a fork, one between its source's first and last.
    fn first_day(&self, number: u64) -> u64 {
        if number < self.universes {
            return 0;
        }
        let first = self.first_day(self.source(number));
        let room = (self.days - first).saturating_sub(1);
        (first + 1 + mix(self.seed ^ 2, number) % room.max(1)).min(self.days - 1)
    }
}

impl Plan for Load {
    fn len(&self) -> usize {
        usize::try_from(self.universes + self.forks).expect("bounded far below")
    }

    /// Turn about, so that all have as much to do.
    fn owner(&self, number: usize) -> usize {
        number % usize::try_from(self.players).expect("few players")
    }

    fn part(&self, number: usize) -> Part {
        let number = number as u64;
        let (id, seed) = (self.universe(number), mix(self.seed, number));
        let (name, beginning) = if number < self.universes {
            let name = format!("Village {number}");
            let entities = (self.people * 1_000).div_ceil(PEOPLE_OF_1000);
            (name.clone(), Beginning::Founded(VillageConfig::of_size(name, seed, entities)))
        } else {
            let source = self.source(number);
            let forked = Beginning::Forked {
                source: usize::try_from(source).expect("less than the number"),
                source_id: self.universe(source),
                from_day: self.first_day(number),
                seed,
            };
            (format!("Village {number}, a fork of {source}"), forked)
        };
        let laws = UniverseConfig::new(format!(r#"{{"timeScale":1,"load":{}}}"#, self.seed));
        let universe = NewUniverse {
            config: Some(laws.expect("a small object")),
            ..NewUniverse::named(UniverseName::new(name).expect("a short text")).public()
        };
        Part { id, universe, beginning, days: self.days }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forked_comes_before_and_is_another_players() {
        for (universes, forks, players, days) in [(1, 5, 1, 1), (1, 9, 3, 2), (4, 100, 3, 30), (50, 7, 4, 9)]
        {
            let load = Load { universes, forks, days, people: 3, players, seed: 7 };
            let parts: Vec<Part> = (0..load.len()).map(|number| load.part(number)).collect();
            assert_eq!(load.days(), parts.iter().map(Part::days_to_live).sum::<u64>());
            for (number, part) in parts.iter().enumerate() {
                assert_eq!(load.is_fork(&part.id), number as u64 >= universes);
                assert!(part.days_to_live() > 0);
                let Beginning::Forked { source, from_day, .. } = &part.beginning else { continue };
                assert!(*source < number && *from_day < days);
                // The first fork of a lone universe may have to be its own player's.
                let lonely = (0..number).all(|before| load.owner(before) == load.owner(number));
                assert!(load.owner(*source) != load.owner(number) || lonely);
            }
        }
    }

    #[test]
    fn another_seed_is_another_load() {
        let load = Load { universes: 3, forks: 3, days: 30, people: 40, players: 2, seed: 7 };
        let other = Load { seed: 8, ..load.clone() };
        let text = |load: &Load| {
            (0..load.len()).map(|number| format!("{:?}", load.part(number))).collect::<String>()
        };
        assert_eq!(text(&load), text(&load.clone()));
        assert_ne!(text(&load), text(&other));
    }
}
