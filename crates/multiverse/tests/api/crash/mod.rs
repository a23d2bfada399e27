//! `kill -9` at any instant: what was acknowledged is kept, byte for byte, and nothing is half there.

pub(crate) mod audit;
mod clients;
mod journal;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::support::{Client, Server};
use clients::Saver;
use journal::Journal;

const ROUNDS: u32 = 50;
const CLIENTS: u64 = 8;

/// Counts acknowledgements, and tells when there were enough of them.
pub(crate) struct Fuse {
    left: AtomicU64,
    blown: tokio::sync::Notify,
}

impl Fuse {
    pub(crate) fn after(acknowledgements: u64) -> Self {
        Self { left: AtomicU64::new(acknowledgements), blown: tokio::sync::Notify::new() }
    }

    /// Waits until there were enough of them.
    pub(crate) async fn blown(&self) {
        self.blown.notified().await;
    }

    pub(crate) fn acknowledged(&self) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.blown.notify_one();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_during_concurrent_writes_lose_nothing_and_leave_nothing_half_done() {
    let mut server = Server::start().await;
    let token = server.player("ada").await.token().unwrap().to_owned();
    server.with_token(&token).creates("universe:shared").await;
    let mut savers: Vec<_> = (0..CLIENTS).map(Saver::new).collect();
    let mut all = Journal::default();
    for round in 0..ROUNDS {
        let mut random = Random::new(round.into());
        let ada = server.with_token(&token);
        savers = round_until_killed(&mut server, &ada, savers, 1 + random.below(60)).await;
        server = server.killed_and_restarted();
        audit::check(server.data());
        let ada = server.with_token(&token);
        for saver in &mut savers {
            saver.journal.verify(&ada).await;
            saver.repeat_what_was_not_acknowledged(&ada, &server.anybody()).await;
            all.extend(std::mem::take(&mut saver.journal));
        }
        audit::check(server.data());
    }
    all.verify(&server.with_token(&token)).await;
    all.verify_counts(server.data());
    assert!(all.len() > 500, "the rounds did hardly anything");
}

/// Lets all clients write at once until `acknowledgements` have come, and kills the server at that instant.
async fn round_until_killed(
    server: &mut Server,
    ada: &Client,
    savers: Vec<Saver>,
    acknowledgements: u64,
) -> Vec<Saver> {
    let fuse = Arc::new(Fuse::after(acknowledgements));
    let writing: Vec<_> = savers
        .into_iter()
        .map(|saver| {
            tokio::spawn(saver.write_until_the_server_dies(ada.clone(), server.anybody(), Arc::clone(&fuse)))
        })
        .collect();
    fuse.blown().await;
    server.kill();
    let mut savers = Vec::new();
    for task in writing {
        savers.push(task.await.unwrap());
    }
    savers
}

/// Numbers that depend on a seed alone (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x6d75_6c74)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Bytes that do not compress.
    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length.div_ceil(8)).flat_map(|_| self.next().to_le_bytes()).take(length).collect()
    }
}
