//! Values that go into statements and come out of rows.

use bytes::Bytes;
use multiverse_model::{Checksum, Day, Millis, Tick};

/// A value of one of the kinds that every engine has.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Absent.
    Null,
    /// A 64-bit integer; also booleans (0, 1), ticks and times.
    Int(i64),
    /// A text, also JSON.
    Text(String),
    /// Bytes.
    Blob(Bytes),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u64> for Value {
    /// Counts and sizes stay far below 2^63; one that did not would be stored as the largest there is.
    fn from(value: u64) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

impl From<Tick> for Value {
    fn from(tick: Tick) -> Self {
        tick.get().into()
    }
}

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        day.get().into()
    }
}

impl From<Millis> for Value {
    fn from(time: Millis) -> Self {
        Self::Int(time.0)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&Checksum> for Value {
    fn from(checksum: &Checksum) -> Self {
        Self::Blob(Bytes::copy_from_slice(checksum.digest()))
    }
}

impl From<&[u8; 32]> for Value {
    fn from(hash: &[u8; 32]) -> Self {
        Self::Blob(Bytes::copy_from_slice(hash))
    }
}

impl From<Bytes> for Value {
    fn from(bytes: Bytes) -> Self {
        Self::Blob(bytes)
    }
}

macro_rules! from_ids {
    ($($id:ty),+) => {
        $(impl From<&$id> for Value {
            fn from(id: &$id) -> Self {
                Self::Text(id.as_str().to_owned())
            }
        })+
    };
}

from_ids!(
    multiverse_model::EntityId,
    multiverse_model::PassageId,
    multiverse_model::PlayerId,
    multiverse_model::SnapshotId,
    multiverse_model::TransitId,
    multiverse_model::UniverseId
);

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
