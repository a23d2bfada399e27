//! The values of limits, whatever their type: read from settings, shown to clients.

use std::ops::RangeInclusive;

use serde_json::Value;

/// The largest integer that a JavaScript number holds exactly, so that a client reads what is in force.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes; settings also accept sizes such as `64MiB`.
    Bytes,
    /// Things: players, tokens, requests at once.
    Count,
    /// Nested arrays and objects.
    Levels,
    /// Requests per second.
    PerSecond,
    /// Whole seconds; settings also accept durations such as `2m`.
    Seconds,
    /// Whole seconds of what lasts for days; settings also accept durations such as `10d`.
    LongSeconds,
    /// Nothing: it is on or off.
    Switch,
}

impl Unit {
    /// Returns the largest value that still works: timers and counters have ends too.
    pub(super) fn most(self) -> u64 {
        match self {
            Self::Bytes => MAX_SAFE_INTEGER,
            Self::Count | Self::PerSecond => 1_000_000_000,
            Self::Levels => 10_000,
            Self::Seconds => 86_400,
            // What settings take for a duration: a leap year.
            Self::LongSeconds => 366 * 86_400,
            Self::Switch => 1,
        }
    }
}

/// The value of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitValue {
    /// How many of its [`Unit`].
    Number(u64),
    /// On or off.
    Switch(bool),
}

impl From<LimitValue> for Value {
    fn from(value: LimitValue) -> Self {
        match value {
            LimitValue::Number(number) => number.into(),
            LimitValue::Switch(on) => on.into(),
        }
    }
}

/// A limit cannot have that value; the message says which it can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{allowed}")]
pub struct OutOfRange {
    allowed: String,
}

impl OutOfRange {
    pub(super) fn new(unit: Unit, range: RangeInclusive<u64>) -> Self {
        let allowed = match unit {
            Unit::Switch => "true or false".to_owned(),
            _ => format!("from {} to {}", range.start(), range.end()),
        };
        Self { allowed }
    }
}

/// A type that a limit can have.
pub(super) trait Quantity: Sized {
    fn to_value(self) -> LimitValue;
    fn from_value(value: LimitValue) -> Option<Self>;
}

macro_rules! number {
    ($($type:ty),+) => {$(
        impl Quantity for $type {
            fn to_value(self) -> LimitValue {
                LimitValue::Number(self as u64)
            }

            fn from_value(value: LimitValue) -> Option<Self> {
                match value {
                    LimitValue::Number(number) => number.try_into().ok(),
                    LimitValue::Switch(_) => None,
                }
            }
        }
    )+};
}

number!(u32, u64, usize);

impl Quantity for bool {
    fn to_value(self) -> LimitValue {
        LimitValue::Switch(self)
    }

    fn from_value(value: LimitValue) -> Option<Self> {
        match value {
            LimitValue::Switch(on) => Some(on),
            LimitValue::Number(_) => None,
        }
    }
}
