//! Kinds of events: one entry for each, with what it is called on the wire when it becomes a canon event.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])+ $name:ident = $canon:literal;)+) => {
        /// What kind of thing happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[$doc])+ $name,)+
        }

        impl EventKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The type of a canon event of this kind: a well-known one, or for travellers one of our own.
            #[must_use]
            pub fn canon_type(self) -> &'static str {
                match self { $(Self::$name => $canon,)+ }
            }
        }
    };
}

kinds! {
    /// The village was founded.
    Founding = "cultural_milestone";
    /// A round day: 7, 30, 100, 365, and each 365th after.
    Milestone = "day_milestone";
    /// A child was born.
    Birth = "birth";
    /// Somebody died.
    Death = "death";
    /// Two people married.
    Marriage = "marriage";
    /// Two people became friends.
    Friendship = "cultural_milestone";
    /// Two people fell out for good.
    Feud = "war_event";
    /// A child grew up and took a trade.
    ComingOfAge = "first_achievement";
    /// Somebody became a master of their trade.
    Mastery = "first_achievement";
    /// Somebody was hurt.
    Accident = "catastrophe";
    /// Somebody got well who had been close to death.
    Healing = "first_achievement";
    /// What was brought in on a day.
    Harvest = "record_high";
    /// Something was done for the first time.
    First = "first_achievement";
    /// Something was larger than ever before.
    Record = "record_high";
    /// A building was finished.
    Construction = "cultural_milestone";
    /// A building fell.
    Collapse = "catastrophe";
    /// The weather turned, or the year.
    Weather = "cultural_milestone";
    /// Somebody found out how to do something.
    Discovery = "major_discovery";
    /// Somebody made a song, a carving, a story.
    Artwork = "cultural_milestone";
    /// The village feasts.
    Festival = "cultural_milestone";
    /// The village chose who speaks for it.
    Leader = "cultural_milestone";
    /// The village began to worship a deity.
    Deity = "deity_emergence";
    /// A storm.
    Storm = "catastrophe";
    /// A fire.
    Fire = "catastrophe";
    /// It does not rain, or does again.
    Drought = "catastrophe";
    /// A plague broke out, or ended.
    Plague = "catastrophe";
    /// There is not enough to eat, or there is again.
    Famine = "catastrophe";
    /// Raiders came.
    Raid = "war_event";
    /// Strangers came to stay.
    Settlers = "cultural_milestone";
    /// Somebody arrived through a passage.
    Arrival = "traveller_arrival";
    /// Somebody left through a passage.
    Departure = "traveller_departure";
}

#[cfg(test)]
mod tests {
    use multiverse_model::CanonEventType;

    use super::*;

    #[test]
    fn each_kind_has_a_type_that_the_wire_takes() {
        for kind in EventKind::ALL {
            assert!(CanonEventType::try_from(kind.canon_type().to_owned()).is_ok(), "{kind:?}");
        }
    }
}
