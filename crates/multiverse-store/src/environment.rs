//! Time and randomness, injected so that a test can replay them.

use multiverse_model::Millis;

/// What the store takes from the world around it.
pub trait Environment: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Millis;

    /// Fills `bytes` with randomness fit for secrets.
    ///
    /// # Errors
    /// The operating system's, if it has none to give; nothing random may be made then.
    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), getrandom::Error>;
}

/// The machine's clock and random generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEnvironment;

impl Environment for SystemEnvironment {
    fn now(&self) -> Millis {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Millis(since.ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0))
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), getrandom::Error> {
        getrandom::fill(bytes)
    }
}
