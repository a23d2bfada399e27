//! Ticks and days: a universe's own clock and calendar.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The largest integer that a JavaScript number holds exactly: 2^53 − 1.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A number that is not a tick or a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a tick or day is an integer from 0 to 9007199254740991, in decimal digits")]
pub struct InvalidTick;

macro_rules! counter_type {
    ($name:ident, $doc:literal, $doc2:literal) => {
        #[doc = $doc]
        #[doc = $doc2]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(try_from = "u64", into = "u64")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = u64, minimum = 0, maximum = 9_007_199_254_740_991_u64))]
        pub struct $name(u64);

        impl $name {
            /// Zero, where a universe begins.
            pub const ZERO: Self = Self(0);
            /// 2^53 − 1, the last one there can be.
            pub const MAX: Self = Self(MAX_SAFE_INTEGER);

            /// Makes one of a number.
            ///
            /// # Errors
            /// [`InvalidTick`] above 2^53 − 1.
            pub fn new(value: u64) -> Result<Self, InvalidTick> {
                if value <= MAX_SAFE_INTEGER { Ok(Self(value)) } else { Err(InvalidTick) }
            }

            /// Its number.
            #[must_use]
            pub fn get(self) -> u64 {
                self.0
            }
        }

        impl TryFrom<u64> for $name {
            type Error = InvalidTick;

            fn try_from(value: u64) -> Result<Self, InvalidTick> {
                Self::new(value)
            }
        }

        impl From<$name> for u64 {
            fn from(value: $name) -> u64 {
                value.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidTick;

            /// Reads decimal digits only: no sign, no exponent, no fraction, no white space.
            fn from_str(text: &str) -> Result<Self, InvalidTick> {
                if text.is_empty() || text.len() > 64 || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(InvalidTick);
                }
                text.parse().map_err(|_| InvalidTick).and_then(Self::new)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

counter_type!(
    Tick,
    "A universe's own clock: 0 ..= 2^53 − 1, so that a JavaScript number holds it exactly.\n\n",
    "Not a duration and not wall time: one tick is as long as the game says."
);
counter_type!(
    Day,
    "A day of a universe's own calendar, as the game counts them: 0 ..= 2^53 − 1.\n\n",
    "The server stores and shows it; nothing is computed from it."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_ticks() {
        for (text, value) in [("0", 0), ("007", 7), ("9007199254740991", MAX_SAFE_INTEGER)] {
            assert_eq!(text.parse::<Tick>().unwrap().get(), value);
        }
    }

    #[test]
    fn nothing_but_digits_is() {
        for text in ["", "-1", "+1", "1.0", "1e3", " 1", "1 ", "0x1", "9007199254740992", "٣", "latest"] {
            assert_eq!(text.parse::<Tick>(), Err(InvalidTick), "{text:?}");
        }
    }

    #[test]
    fn json_takes_integers_only() {
        for json in ["-1", "1.0", "1e3", "9007199254740992", "\"1\"", "null", "18446744073709551616"] {
            assert!(serde_json::from_str::<Tick>(json).is_err(), "{json}");
        }
        assert_eq!(serde_json::from_str::<Tick>("9007199254740991").unwrap(), Tick::MAX);
    }
}
