//! `UNIVERSE@TICK`: a place in a timeline, as people type it.

use std::str::FromStr;

use multiverse_client::At;
use multiverse_model::{Tick, UniverseId};

/// A universe, and a tick of it or its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) universe: UniverseId,
    /// None for the head.
    pub(super) tick: Option<Tick>,
}

impl Place {
    /// What a download asks for.
    pub(super) fn at(&self, nearest: bool) -> At {
        match self.tick {
            None => At::Latest,
            Some(tick) if nearest => At::Nearest(tick),
            Some(tick) => At::Tick(tick),
        }
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // No id has the character.
        let (universe, tick) = match text.split_once('@') {
            Some((universe, tick)) => (universe, Some(tick)),
            None => (text, None),
        };
        let universe = universe.parse().map_err(|error| format!("{error}"))?;
        let tick = tick.map(|tick| tick.parse().map_err(|error| format!("{error}"))).transpose()?;
        Ok(Self { universe, tick })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_universe_and_perhaps_a_tick() {
        let place: Place = "universe:a@120".parse().unwrap();
        assert_eq!((place.universe.as_str(), place.tick.map(Tick::get)), ("universe:a", Some(120)));
        assert_eq!(place.at(true), At::Nearest(Tick::new(120).unwrap()));
        assert_eq!("a".parse::<Place>().unwrap().at(true), At::Latest);
        for bad in ["", "@1", "a@", "a@-1", "a@1@2", "a b", "a@latest"] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
    }
}
