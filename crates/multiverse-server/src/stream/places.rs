//! How many streams there may be, and whose they are.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use multiverse_model::{PlayerId, Problem, ProblemType};
use tokio::time::Instant;

use super::Pulse;
use crate::limits::Limits;
use crate::rate::subscriber;
use crate::refusal::Refusal;

/// When a client that has too many streams should try again, in seconds.
const RETRY_AFTER: u64 = 10;

/// The open streams.
pub(crate) struct Places {
    open: Arc<Mutex<Open>>,
    most: usize,
    most_per_player: usize,
    most_per_address: usize,
}

#[derive(Default)]
struct Open {
    next: u64,
    streams: HashMap<u64, Arc<Pulse>>,
    by_player: HashMap<PlayerId, usize>,
    by_address: HashMap<IpAddr, usize>,
}

/// A stream's place, until it is dropped.
pub(crate) struct Place {
    open: Arc<Mutex<Open>>,
    number: u64,
    pulse: Arc<Pulse>,
    player: Option<PlayerId>,
    address: Option<IpAddr>,
}

impl Places {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            open: Arc::default(),
            most: limits.max_streams,
            most_per_player: limits.max_streams_per_player,
            most_per_address: limits.max_streams_per_address,
        }
    }

    /// A place for one more stream. As with rates, what is absent is not counted.
    pub(crate) fn take(
        &self,
        player: Option<&PlayerId>,
        address: Option<IpAddr>,
        pulse: Pulse,
    ) -> Result<Place, Refusal> {
        let address = address.map(subscriber);
        let mut open = lock(&self.open);
        if open.streams.len() >= self.most {
            return Err(Refusal::unavailable("All event streams of this server are taken; try again later.")
                .retry_after(RETRY_AFTER));
        }
        if address.is_some_and(|address| count(&open.by_address, &address) >= self.most_per_address) {
            return Err(too_many("Your address", self.most_per_address));
        }
        if player.is_some_and(|player| count(&open.by_player, player) >= self.most_per_player) {
            return Err(too_many("You", self.most_per_player));
        }
        let (number, pulse) = (open.next, Arc::new(pulse));
        open.next += 1;
        open.streams.insert(number, Arc::clone(&pulse));
        if let Some(player) = player {
            *open.by_player.entry(player.clone()).or_default() += 1;
        }
        if let Some(address) = address {
            *open.by_address.entry(address).or_default() += 1;
        }
        metrics::gauge!("multiverse_streams").increment(1);
        Ok(Place { open: Arc::clone(&self.open), number, pulse, player: player.cloned(), address })
    }

    /// How many streams a player has open.
    pub(crate) fn of(&self, player: &PlayerId) -> usize {
        count(&lock(&self.open).by_player, player)
    }

    /// Cuts the connections of streams whose clients have taken nothing for `patience`.
    pub(crate) fn cut_silent(&self, patience: Duration, now: Instant) {
        let pulses: Vec<_> = lock(&self.open).streams.values().cloned().collect();
        let cut = pulses.iter().filter(|pulse| pulse.cut_if_silent(patience, now)).count();
        metrics::counter!("multiverse_streams_cut_total").increment(cut as u64);
    }
}

impl Place {
    /// Notes that the stream was asked for more.
    pub(super) fn beat(&self, now: Instant) {
        self.pulse.beat(now);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        open.streams.remove(&self.number);
        give_back(&mut open.by_player, self.player.as_ref());
        give_back(&mut open.by_address, self.address.as_ref());
        metrics::gauge!("multiverse_streams").decrement(1);
    }
}

fn too_many(whose: &str, limit: usize) -> Refusal {
    let detail = format!("{whose} may have {limit} event streams open; close one first.");
    let problem = Problem::new(ProblemType::TooManyStreams, detail).with("limit", limit);
    Refusal::from(problem).retry_after(RETRY_AFTER)
}

fn count<K: Eq + Hash>(counts: &HashMap<K, usize>, key: &K) -> usize {
    counts.get(key).copied().unwrap_or(0)
}

fn give_back<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: Option<&K>) {
    let Some(key) = key else { return };
    let Some(left) = counts.get_mut(key) else { return };
    *left -= 1;
    if *left == 0 {
        counts.remove(key);
    }
}

fn lock(open: &Mutex<Open>) -> MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
