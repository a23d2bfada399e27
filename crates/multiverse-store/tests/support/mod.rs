//! Fixtures: a world whose time and randomness are ours, people in it, and an auditor of its tables.

mod audit;
mod environment;
mod fleet;
mod person;
mod traveller;
mod world;

pub(crate) use audit::audit;
pub(crate) use environment::{Clock, START, next};
pub(crate) use fleet::Fleet;
pub(crate) use person::Person;
pub(crate) use world::World;

use multiverse_model::{Limit, Tick, UniverseId};
use multiverse_store::StoreError;

pub(crate) fn tick(value: u64) -> Tick {
    Tick::new(value).unwrap()
}

pub(crate) fn limit(value: usize) -> Limit {
    value.to_string().parse().unwrap()
}

pub(crate) fn id(text: &str) -> UniverseId {
    text.parse().unwrap()
}

/// A document too large and too random for a row of the test's store: its bytes are in the vault.
pub(crate) fn large(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = format!("{{\"seed\":{seed},\"noise\":\"");
    for _ in 0..100 {
        state = next(state);
        text.push_str(&format!("{state:016x}"));
    }
    text.push_str("\"}");
    text.into_bytes()
}

/// A village on a day: a document that is large enough for deltas, and most of which stays as it was. Its keyframes and
/// deltas are both too large for a row of the test's store.
pub(crate) fn village(day: u64) -> Vec<u8> {
    let mut text = format!("{{\"day\":{day},\"weather\":\"");
    for n in 0..48 {
        text.push_str(&format!("{:016x}", next(day * 48 + n)));
    }
    text.push_str("\",\"people\":[");
    for n in 0..2000 {
        let (x, y) = (next(n) % 1000, next(!n) % 1000);
        text.push_str(&format!("{{\"name\":\"villager {n}\",\"x\":{x},\"y\":{y}}},"));
    }
    text.push_str("null]}");
    text.into_bytes()
}

/// What kind of error it is, for tables of cases.
pub(crate) fn name_of(error: &StoreError) -> &'static str {
    match error {
        StoreError::NotFound { .. } => "not found",
        StoreError::Unidentified => "unidentified",
        StoreError::Forbidden { .. } => "forbidden",
        StoreError::NoSnapshotAt { .. } => "no snapshot at",
        StoreError::NoSnapshotYet { .. } => "no snapshot yet",
        StoreError::Decayed { .. } => "decayed",
        StoreError::Diverged { .. } => "diverged",
        StoreError::ParentGone { .. } => "parent gone",
        StoreError::BaseGone => "base gone",
        StoreError::Rule(_) => "rule",
        StoreError::Quota { .. } => "quota",
        StoreError::Corrupt { .. } => "corrupt",
        StoreError::BadCursor => "bad cursor",
        StoreError::PassageClosed { .. } => "passage closed",
        StoreError::PassageWornOut { .. } => "worn out",
        StoreError::PassageFull { .. } => "full",
        StoreError::CannotCross(_) => "cannot cross",
        StoreError::EntityTooLarge { .. } => "too large",
        StoreError::EntityElsewhere { .. } => "elsewhere",
        StoreError::EntityTaken { .. } => "taken",
        StoreError::NotDue { .. } => "not due",
        _ => "other",
    }
}

/// `ok` or what kind of error it is.
pub(crate) fn outcome_of<T>(result: &Result<T, StoreError>) -> &'static str {
    result.as_ref().map_or_else(name_of, |_| "ok")
}
