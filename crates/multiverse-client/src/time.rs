//! The clock and the randomness of this machine, for ids and for what people are shown.

use std::time::{SystemTime, UNIX_EPOCH};

use multiverse_model::{Millis, UniverseId};

use crate::storage::StorageError;

/// The time now.
pub(crate) fn now() -> Millis {
    Millis(i64::try_from(now_ms()).unwrap_or(i64::MAX))
}

/// A new universe's id, which nobody else makes.
///
/// # Errors
/// [`StorageError::Unavailable`] on a system that has no randomness to give.
pub(crate) fn new_universe_id() -> Result<UniverseId, StorageError> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|error| StorageError::Unavailable(error.into()))?;
    Ok(UniverseId::generate(now_ms(), random))
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
