//! Idempotency keys.

use std::fmt;
use std::str::FromStr;

use http::HeaderValue;

use super::error::ClientError;
use super::random::Random;

/// The longest key that a server takes.
const MAX_LENGTH: usize = 255;

/// Names one request, so that a server does it once however often it is sent.
///
/// The client makes one for each call that needs one and keeps it over its own retries. Who wants to repeat a call
/// after a crash makes the key first, keeps it, and calls with
/// [`MultiverseClient::with_key`](crate::MultiverseClient::with_key). Servers remember a key for 24 hours.
///
/// Choose keys that nobody can guess: who knows the key of a registration and repeats it is told its token.
#[derive(Clone, PartialEq, Eq)]
pub struct IdempotencyKey(HeaderValue);

/// A text that is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key has 1 to 255 visible ASCII characters")]
pub struct InvalidKey;

impl IdempotencyKey {
    /// Makes a key that nobody can guess, to keep before a call that is to be repeatable after a crash.
    ///
    /// # Errors
    /// [`ClientError::Unsendable`] if the system has no randomness.
    pub fn random() -> Result<Self, ClientError> {
        Random::of_the_system().key()
    }

    /// Makes a key of 16 random bytes.
    pub(crate) fn from_random(bytes: [u8; 16]) -> Self {
        let text = format!("mvc-{:032x}", u128::from_be_bytes(bytes));
        text.parse().expect("hex digits are visible ASCII")
    }

    pub(crate) fn header(&self) -> &HeaderValue {
        &self.0
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

impl FromStr for IdempotencyKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let is_key = (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        let mut header = HeaderValue::from_str(text).ok().filter(|_| is_key).ok_or(InvalidKey)?;
        header.set_sensitive(true);
        Ok(Self(header))
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_keys_are_the_same() {
        assert_ne!(IdempotencyKey::random().unwrap(), IdempotencyKey::random().unwrap());
    }

    #[test]
    fn a_key_is_visible_ascii() {
        assert_eq!(IdempotencyKey::from_random([1; 16]).as_str().len(), 36);
        for bad in ["", "a b", "é", "a\n", &"x".repeat(256)] {
            assert!(bad.parse::<IdempotencyKey>().is_err(), "{bad:?}");
        }
    }
}
