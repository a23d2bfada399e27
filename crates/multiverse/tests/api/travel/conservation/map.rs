//! Which universes there are, and which ways lead from each.

use std::collections::BTreeMap;

/// One way out of a universe.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub passage: String,
    pub direction: &'static str,
}

/// What every game knows from the beginning.
pub(super) struct Map {
    universes: Vec<String>,
    tokens: Vec<String>,
    ways: BTreeMap<String, Vec<Way>>,
}

impl Map {
    pub(super) fn new(universes: Vec<String>, tokens: Vec<String>) -> Self {
        Self { universes, tokens, ways: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, passage: &str, source: &str, target: &str, both_ways: bool) {
        let mut way = |from: &str, direction| {
            self.ways
                .entry(from.to_owned())
                .or_default()
                .push(Way { passage: passage.to_owned(), direction });
        };
        way(source, "forward");
        if both_ways {
            way(target, "reverse");
        }
    }

    pub(super) fn token(&self, game: usize) -> &str {
        &self.tokens[game]
    }

    /// The universes whose worlds a game has: every universe has one game, and some games have two.
    pub(super) fn worlds_of(&self, game: u64) -> Vec<String> {
        let games = self.tokens.len();
        let of_game = self.universes.iter().enumerate().filter(|(n, _)| (n % games) as u64 == game);
        of_game.map(|(_, universe)| universe.clone()).collect()
    }

    /// Where an entity is in the beginning.
    pub(super) fn home_of(&self, entity: u64) -> &str {
        let place = entity % self.universes.len() as u64;
        &self.universes[usize::try_from(place).unwrap()]
    }

    pub(super) fn ways_from(&self, universe: &str) -> &[Way] {
        &self.ways[universe]
    }
}
