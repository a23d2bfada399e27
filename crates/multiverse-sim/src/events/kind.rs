//! Kinds of events.

use serde::{Deserialize, Serialize};

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// The village was founded.
    Founding,
    /// A round day: 1, 7, 30, 100, 365, and each 365th after.
    Milestone,
    /// A child was born.
    Birth,
    /// Somebody died.
    Death,
    /// Two people married.
    Marriage,
    /// Two people became friends.
    Friendship,
    /// Two people fell out for good.
    Feud,
    /// A child grew up and took a trade.
    ComingOfAge,
    /// Somebody became a master of their trade.
    Mastery,
    /// Somebody was hurt.
    Accident,
    /// Somebody got well who had been close to death.
    Healing,
    /// What was brought in on a day, or in a year.
    Harvest,
    /// Something was done for the first time.
    First,
    /// Something was larger than ever before.
    Record,
    /// A building was finished.
    Construction,
    /// A building fell.
    Collapse,
    /// The weather turned.
    Weather,
    /// Somebody found out how to do something.
    Discovery,
    /// Somebody made a song, a carving, a story.
    Artwork,
    /// The village feasts.
    Festival,
    /// The village chose who speaks for it.
    Leader,
    /// The village began to worship a deity.
    Deity,
    /// A storm.
    Storm,
    /// A fire.
    Fire,
    /// It does not rain.
    Drought,
    /// A plague broke out, or ended.
    Plague,
    /// There is not enough to eat, or there is again.
    Famine,
    /// Raiders came.
    Raid,
    /// Strangers came to stay.
    Settlers,
    /// Somebody arrived through a passage.
    Arrival,
    /// Somebody left through a passage.
    Departure,
}
