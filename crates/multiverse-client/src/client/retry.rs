//! Trying again.

use std::time::Duration;

use tokio::time::Instant;

use super::error::{BadAnswer, ClientError, Unreached};
use super::random::Random;

/// How often and for how long a call is tried again.
///
/// The pause before the n-th repeat is random between nothing and `first_pause` · 2ⁿ⁻¹, at most `longest_pause`: clients
/// that failed together do not come back together. Where the server says when to come back, it is waited that long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a call is sent at most, the first time included.
    pub attempts: u32,
    /// The longest first pause.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// The longest that a server is waited for when it says how long to wait. If it asks for more, the error is answered
    /// at once, with what it asked for.
    pub longest_wait: Duration,
    /// No repeat begins later than this after the first attempt.
    pub total: Duration,
}

impl Default for RetryPolicy {
    /// Five attempts within a minute.
    fn default() -> Self {
        Self {
            attempts: 5,
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(5),
            longest_wait: Duration::from_secs(30),
            total: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// One attempt and no other.
    #[must_use]
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }
}

/// Whether a request may be sent again when nobody knows whether it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Doing it twice is doing it once.
    Always,
    /// Only if it certainly was not done.
    IfNotDone,
}

/// The attempts of one call.
pub(crate) struct Retries<'a> {
    policy: RetryPolicy,
    random: &'a Random,
    repeat: Repeat,
    started: Instant,
    failed: u32,
    in_doubt: bool,
}

impl<'a> Retries<'a> {
    pub(crate) fn new(policy: RetryPolicy, random: &'a Random, repeat: Repeat) -> Self {
        Self { policy, random, repeat, started: Instant::now(), failed: 0, in_doubt: false }
    }

    /// Waits until the call may be sent again, or gives the error back if it may not.
    pub(crate) async fn after(&mut self, error: ClientError) -> Result<(), ClientError> {
        let doubt = Doubt::of(&error);
        self.in_doubt |= doubt == Doubt::MayBeDone;
        self.failed = self.failed.saturating_add(1);
        let may_repeat = match doubt {
            Doubt::Final => false,
            Doubt::NotDone => true,
            Doubt::MayBeDone => self.repeat == Repeat::Always,
        };
        if !may_repeat || self.failed >= self.policy.attempts {
            return Err(error);
        }
        let Some(pause) =
            self.pause(&error).filter(|pause| self.started.elapsed() + *pause <= self.policy.total)
        else {
            return Err(error);
        };
        tracing::debug!(%error, ?pause, attempt = self.failed, "a call failed and is tried again");
        tokio::time::sleep(pause).await;
        Ok(())
    }

    /// Something came of the last attempt, so that the next is no repeat of it.
    pub(crate) fn progressed(&mut self) {
        self.started = Instant::now();
        self.failed = 0;
    }

    /// Whether an earlier attempt may have done it.
    pub(crate) fn in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// How long to wait; none if the server asks for longer than we wait.
    fn pause(&self, error: &ClientError) -> Option<Duration> {
        let doubled = self.policy.first_pause.saturating_mul(1 << (self.failed - 1).min(20));
        let jitter = self.random.up_to(doubled.min(self.policy.longest_pause));
        match error {
            ClientError::RateLimited { retry_after: Some(wait), .. }
            | ClientError::Unavailable { retry_after: Some(wait), .. } => {
                (*wait <= self.policy.longest_wait).then(|| *wait + jitter.min(self.policy.first_pause))
            }
            _ => Some(jitter),
        }
    }
}

/// Whether the same request may be answered otherwise in a while.
pub(crate) fn is_passing(error: &ClientError) -> bool {
    Doubt::of(error) != Doubt::Final
}

/// What an error tells of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Another attempt would fail alike.
    Final,
    /// It was not done, and may be by another attempt.
    NotDone,
    /// It may have been done.
    MayBeDone,
}

impl Doubt {
    fn of(error: &ClientError) -> Self {
        match error {
            ClientError::Unreachable { how: Unreached::NoConnection, .. }
            | ClientError::RateLimited { .. } => Self::NotDone,
            ClientError::Unreachable { how: Unreached::Untrusted, .. } => Self::Final,
            ClientError::Unreachable { .. }
            | ClientError::Timeout { .. }
            | ClientError::Unavailable { .. }
            | ClientError::BadAnswer(BadAnswer::Truncated) => Self::MayBeDone,
            _ => Self::Final,
        }
    }
}

#[cfg(test)]
mod tests;
