//! Requests per second, by player and by address.

mod address;
mod bounded;

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::{Quota, RateLimiter};
use multiverse_model::PlayerId;

pub(crate) use address::client_address;
use bounded::BoundedKeys;

/// The most players, and the most addresses, that are counted one by one: about 20 MB each with the longest ids.
const MAX_KEYS: usize = 100_000;

/// How many requests one player or one address may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    /// Requests per second in the long run; 0 sets no limit.
    pub(crate) per_second: u32,
    /// Requests at once after a pause; 0 means as many as in a second.
    pub(crate) burst: u32,
}

impl Rate {
    fn quota(self) -> Option<Quota> {
        // The limiter counts in nanoseconds between requests, of which there must be one.
        let per_second = Quota::per_second(NonZeroU32::new(self.per_second.min(1_000_000_000))?);
        Some(NonZeroU32::new(self.burst).map_or(per_second, |burst| per_second.allow_burst(burst)))
    }
}

/// The request comes too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many requests; wait {} ms and try again", retry_after.as_millis())]
pub(crate) struct Wait {
    /// How long until the same request would pass. Rounded up to seconds it is `Retry-After`.
    pub(crate) retry_after: Duration,
}

type Limiter<K, C> = RateLimiter<K, BoundedKeys<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// Counts the requests of every player and every address.
///
/// Shared by all connections; a check takes no lock that a request could wait on for long.
pub(crate) struct RateLimits<C: Clock = DefaultClock> {
    by_player: Option<Limiter<PlayerId, C>>,
    by_address: Option<Limiter<IpAddr, C>>,
    clock: C,
}

impl RateLimits {
    /// Starts to count, everybody with their full burst.
    pub(crate) fn new(per_player: Rate, per_address: Rate) -> Self {
        Self::with_clock(per_player, per_address, DefaultClock::default(), MAX_KEYS)
    }
}

impl<C: Clock + Clone> RateLimits<C> {
    fn with_clock(per_player: Rate, per_address: Rate, clock: C, max_keys: usize) -> Self {
        Self {
            by_player: limiter(per_player, &clock, max_keys),
            by_address: limiter(per_address, &clock, max_keys),
            clock,
        }
    }

    /// Counts one request against `address` and `player`; what is absent, or has no limit, is not counted.
    ///
    /// The address comes first: a request that it may not make does not use up the player's.
    ///
    /// # Errors
    /// [`Wait`] if either has made too many. A refused request costs nothing where it was refused.
    pub(crate) fn check(&self, address: Option<IpAddr>, player: Option<&PlayerId>) -> Result<(), Wait> {
        if let (Some(limiter), Some(address)) = (&self.by_address, address) {
            self.check_key(limiter, &subscriber(address))?;
        }
        if let (Some(limiter), Some(player)) = (&self.by_player, player) {
            self.check_key(limiter, player)?;
        }
        Ok(())
    }

    fn check_key<K: Clone + Eq + Hash>(&self, limiter: &Limiter<K, C>, key: &K) -> Result<(), Wait> {
        let refused = |until: governor::NotUntil<C::Instant>| Wait {
            retry_after: until.wait_time_from(self.clock.now()),
        };
        limiter.check_key(key).map_err(refused)
    }

    /// Forgets everybody who has their full burst again. Call it once a minute; it costs one pass over all keys.
    pub(crate) fn sweep(&self) {
        if let Some(limiter) = &self.by_player {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        if let Some(limiter) = &self.by_address {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn limiter<K: Clone + Eq + Hash, C: Clock + Clone>(
    rate: Rate,
    clock: &C,
    max_keys: usize,
) -> Option<Limiter<K, C>> {
    let keys = BoundedKeys::new(max_keys);
    rate.quota().map(|quota| RateLimiter::new(quota, keys, clock.clone()))
}

/// What stands for one subscriber: an IPv4 address, or the /64 of an IPv6 one, of which every household has
/// 2^64 addresses to choose from.
pub(crate) fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests;
