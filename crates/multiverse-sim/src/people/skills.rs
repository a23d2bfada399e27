//! Skills.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Skill {
    Farming,
    Foraging,
    Fishing,
    Woodcraft,
    Building,
    Smithing,
    Weaving,
    Healing,
    Lore,
    Speech,
}

impl Skill {
    const ALL: [Self; 10] = [
        Self::Farming,
        Self::Foraging,
        Self::Fishing,
        Self::Woodcraft,
        Self::Building,
        Self::Smithing,
        Self::Weaving,
        Self::Healing,
        Self::Lore,
        Self::Speech,
    ];
}

/// Points of practice in each skill; in a save, those of which somebody has any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Skills([i64; Skill::ALL.len()]);

/// The most practice that counts.
const MOST: i64 = 5_000;
/// From this level on somebody is a master.
const MASTER: i64 = 70;

impl Skills {
    /// 0–100. It takes thirty years of work to become a master, who has 70.
    pub(crate) fn level(&self, skill: Skill) -> i64 {
        (2 * self.0[skill as usize]).isqrt()
    }

    /// Gains practice; true if that made a master.
    pub(crate) fn practise(&mut self, skill: Skill, points: i64) -> bool {
        let before = self.level(skill);
        let held = &mut self.0[skill as usize];
        *held = (*held + points).clamp(0, MOST);
        before < MASTER && self.level(skill) >= MASTER
    }
}

impl Serialize for Skills {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Skill::ALL.into_iter().zip(self.0).filter(|(_, points)| *points > 0))
    }
}

impl<'de> Deserialize<'de> for Skills {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Points;

        impl<'de> Visitor<'de> for Points {
            type Value = Skills;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("points by skill")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Skills, A::Error> {
                let mut skills = Skills::default();
                while let Some((skill, points)) = map.next_entry::<Skill, i64>()? {
                    let held = &mut skills.0[skill as usize];
                    if *held > 0 || !(1..=MOST).contains(&points) {
                        return Err(serde::de::Error::custom("each skill once, with 1 to 5000 points"));
                    }
                    *held = points;
                }
                Ok(skills)
            }
        }

        deserializer.deserialize_map(Points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practice_makes_a_master_once() {
        let mut skills = Skills::default();
        let made: Vec<_> = (0..1_000).filter(|_| skills.practise(Skill::Smithing, 3)).collect();
        assert_eq!(made.len(), 1);
        assert!(skills.level(Skill::Smithing) >= MASTER && skills.level(Skill::Lore) < MASTER);
        skills.practise(Skill::Smithing, i64::from(i32::MAX));
        assert_eq!(skills.level(Skill::Smithing), 100);
    }

    #[test]
    fn a_save_lists_what_somebody_can() {
        let mut skills = Skills::default();
        skills.practise(Skill::Speech, 4);
        skills.practise(Skill::Farming, 9);
        let text = serde_json::to_string(&skills).unwrap();
        assert_eq!(text, r#"{"farming":9,"speech":4}"#);
        assert_eq!(serde_json::from_str::<Skills>(&text).unwrap(), skills);
        assert!(serde_json::from_str::<Skills>(r#"{"farming":9,"farming":9}"#).is_err());
    }
}
