//! What a universe's `config` says of its world, as far as travellers are concerned.

use std::collections::{HashMap, HashSet};

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::UniverseConfig;

/// The known words for how much magic there is, least first.
const MAGIC: &[&str] = &["none", "low", "medium", "high"];

/// The known words for how far technology is, least first.
const TECH: &[&str] = &["primitive", "medieval", "industrial", "modern", "futuristic"];

/// A level of magic or technology.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Level {
    /// A known word: its place on the scale, and how long that is.
    Known { place: usize, of: usize },
    /// A number of the game's own, at least 0.
    Number(f64),
    /// A word of the game's own.
    Other(String),
}

/// The laws of a universe that its `config` states. A member that is missing, or not of its type, states nothing:
/// `config` is the game's own.
///
/// - `timeScale`: a number above 0; how fast its time runs.
/// - `magicLevel`: `none`, `low`, `medium` or `high`; or a number, or a word of the game's own.
/// - `techLevel`: `primitive`, `medieval`, `industrial`, `modern` or `futuristic`; or as above.
/// - `allowedItemTags`, `bannedItemTags`: lists of texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UniverseLaws {
    pub(super) time_scale: Option<f64>,
    pub(super) magic: Option<Level>,
    pub(super) tech: Option<Level>,
    pub(super) items: ItemLaws,
}

/// Which items may enter a universe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemLaws {
    pub(super) allowed: HashSet<String>,
    pub(super) banned: HashSet<String>,
    pub(super) has_no_magic: bool,
    pub(super) is_primitive: bool,
}

impl UniverseLaws {
    /// Reads what a config states.
    #[must_use]
    pub fn of(config: Option<&UniverseConfig>) -> Self {
        let text = config.map_or("{}", UniverseConfig::as_str);
        // A config may have a member twice, as any JSON text may; the last one counts, as it does for JavaScript.
        let members: HashMap<String, &RawValue> = serde_json::from_str(text).unwrap_or_default();
        let magic = level(&members, "magicLevel", MAGIC);
        let tech = level(&members, "techLevel", TECH);
        let items = ItemLaws {
            allowed: tags(&members, "allowedItemTags"),
            banned: tags(&members, "bannedItemTags"),
            has_no_magic: magic == Some(Level::Known { place: 0, of: MAGIC.len() }),
            is_primitive: tech == Some(Level::Known { place: 0, of: TECH.len() }),
        };
        let time_scale = member(&members, "timeScale").filter(|scale: &f64| *scale > 0.0);
        Self { time_scale, magic, tech, items }
    }

    /// Which items may enter.
    #[must_use]
    pub fn items(&self) -> &ItemLaws {
        &self.items
    }
}

fn member<T: DeserializeOwned>(members: &HashMap<String, &RawValue>, name: &str) -> Option<T> {
    members.get(name).and_then(|value| serde_json::from_str(value.get()).ok())
}

/// The texts of a list. What else stands in it is left alone, and does not lift the ban of the others.
fn tags(members: &HashMap<String, &RawValue>, name: &str) -> HashSet<String> {
    let listed: Vec<Box<RawValue>> = member(members, name).unwrap_or_default();
    listed.iter().filter_map(|tag| serde_json::from_str(tag.get()).ok()).collect()
}

fn level(members: &HashMap<String, &RawValue>, name: &str, scale: &[&str]) -> Option<Level> {
    if let Some(number) = member::<f64>(members, name) {
        return (number >= 0.0).then_some(Level::Number(number));
    }
    let word: String = member(members, name)?;
    let place = scale.iter().position(|known| *known == word);
    Some(place.map_or(Level::Other(word), |place| Level::Known { place, of: scale.len() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laws(config: &str) -> UniverseLaws {
        UniverseLaws::of(Some(&UniverseConfig::new(config).unwrap()))
    }

    #[test]
    fn known_members_are_read_and_all_others_left_alone() {
        let laws = laws(
            r#"{"timeScale":2.5,"magicLevel":"none","techLevel":"modern","bannedItemTags":["gun"],
                "allowedItemTags":["food","tool"],"gravity":{"x":1}}"#,
        );
        assert_eq!(laws.time_scale, Some(2.5));
        assert_eq!(laws.tech, Some(Level::Known { place: 3, of: 5 }));
        assert!(laws.items.has_no_magic && !laws.items.is_primitive);
        assert!(laws.items.banned.contains("gun") && laws.items.allowed.len() == 2);
    }

    #[test]
    fn what_is_no_text_in_a_list_lifts_no_ban() {
        let laws = laws(r#"{"bannedItemTags":["gun",1,null,"axe","\ud83d"],"allowedItemTags":[[],"food"]}"#);
        assert_eq!(laws.items.banned, HashSet::from(["gun", "axe"].map(str::to_owned)));
        assert_eq!(laws.items.allowed, HashSet::from(["food".to_owned()]));
    }

    #[test]
    fn what_is_of_another_type_states_nothing() {
        for config in [
            r#"{"timeScale":"fast","magicLevel":[],"techLevel":null,"bannedItemTags":"gun","allowedItemTags":[1]}"#,
            r#"{"timeScale":0,"magicLevel":-1,"techLevel":true,"bannedItemTags":{},"allowedItemTags":null}"#,
            "{}",
        ] {
            assert_eq!(laws(config), UniverseLaws::default(), "{config}");
        }
        assert_eq!(UniverseLaws::of(None), UniverseLaws::default());
    }

    #[test]
    fn the_last_of_two_members_counts() {
        assert!(laws(r#"{"magicLevel":"high","magicLevel":"none"}"#).items.has_no_magic);
    }
}
