//! Randomness, which tests choose.

use std::sync::Arc;
use std::time::Duration;

use super::error::ClientError;
use super::key::IdempotencyKey;

/// Fills a buffer, or answers false if it cannot.
type Fill = dyn Fn(&mut [u8]) -> bool + Send + Sync;

/// Where pauses and keys get their randomness from.
#[derive(Clone)]
pub(crate) struct Random(Arc<Fill>);

impl Random {
    pub(crate) fn new(fill: impl Fn(&mut [u8]) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// The system's.
    pub(crate) fn of_the_system() -> Self {
        Self::new(|buffer| getrandom::fill(buffer).is_ok())
    }

    /// A duration between nothing and `most`; `most` if there is no randomness.
    pub(crate) fn up_to(&self, most: Duration) -> Duration {
        let mut bytes = [0; 4];
        if !(self.0)(&mut bytes) {
            return most;
        }
        most.mul_f64(f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX))
    }

    /// A key that nobody can guess.
    pub(crate) fn key(&self) -> Result<IdempotencyKey, ClientError> {
        let mut bytes = [0; 16];
        if !(self.0)(&mut bytes) {
            return Err(ClientError::Unsendable("the system has no randomness to make a key of".to_owned()));
        }
        Ok(IdempotencyKey::from_random(bytes))
    }
}
