//! Seasons.

use serde::{Deserialize, Serialize};

/// A quarter of a year: three days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Season {
    /// Sowing, and the first days of any year.
    Spring,
    /// Growing; droughts come now.
    Summer,
    /// Harvest.
    Autumn,
    /// Nothing grows, and stores empty.
    Winter,
}

impl Season {
    /// That of a day of the year, counted from 0.
    pub(crate) fn of_day(day: i64) -> Self {
        match day.rem_euclid(12) / 3 {
            0 => Self::Spring,
            1 => Self::Summer,
            2 => Self::Autumn,
            _ => Self::Winter,
        }
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spring => "spring",
            Self::Summer => "summer",
            Self::Autumn => "autumn",
            Self::Winter => "winter",
        }
    }
}
