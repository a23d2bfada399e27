//! The background work: uploading what is queued.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::StreamExt;
use multiverse_model::UniverseId;
use tokio::sync::watch;

use super::notes::{self, UniverseNote};
use super::status::{SyncPhase, UniverseStatus};
use super::upload::{LineUpload, Stop};
use super::{Shared, lock};
use crate::client::MultiverseClient;
use crate::storage::{SaveFilter, SaveRecord, StorageError, SyncKind};

/// How many queued saves are looked at together.
const BATCH: usize = 10_000;

/// How a round of uploading ended.
enum Round {
    /// Nothing is left that can be done now.
    Done,
    /// The server, or the storage here, does not answer.
    Offline,
}

/// Uploads until the service is closed.
pub(super) async fn run(shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut failures = 0;
    loop {
        // Asked for before the round begins: a later request may be for a save that it does not see.
        let request = shared.requests.load(Ordering::SeqCst);
        let ended = shared.round(&stop).await;
        shared.status.send_modify(|status| status.served = request);
        failures = match ended {
            Round::Done => 0,
            Round::Offline => failures + 1,
        };
        let retry = async {
            match failures {
                0 => shared.wake.notified().await,
                // A new save does not make the server answer.
                _ => tokio::time::sleep(shared.pause(failures)).await,
            }
        };
        tokio::select! {
            () = retry => {}
            () = shared.urgent.notified() => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
    // Nobody is to wait for a round that will not be.
    shared.status.send_modify(|status| status.served = u64::MAX);
}

impl Shared {
    /// How long to wait after so many failures: twice as long each time, less a random part of up to a half, so that
    /// clients that lost a server together do not come back together.
    fn pause(&self, failures: u32) -> Duration {
        let doubled = self.settings.first_retry.saturating_mul(1 << failures.saturating_sub(1).min(20));
        let longest = doubled.min(self.settings.longest_retry);
        let mut random = [0];
        // Without randomness the wait is the longest.
        let _ = getrandom::fill(&mut random);
        longest - longest.mul_f64(f64::from(random[0]) / 512.0)
    }

    /// Uploads what can be uploaded now.
    async fn round(self: &Arc<Self>, stop: &watch::Receiver<bool>) -> Round {
        // What the server will not take now; it is asked again in the next round.
        let mut held = Held::default();
        loop {
            let queues = match self.queues().await {
                Ok(queues) => queues,
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read; trying again");
                    return Round::Offline;
                }
            };
            let Some(client) = self.client() else {
                for (id, _) in &queues {
                    let reason = "no server is set; sign in to upload".to_owned();
                    self.set_phase(id, SyncPhase::Offline { reason });
                }
                return Round::Done;
            };
            match self.pass(&client, queues, &mut held, stop).await {
                Pass::Progress => {}
                Pass::Nothing => return Round::Done,
                Pass::Offline => return Round::Offline,
            }
            if *stop.borrow() {
                return Round::Done;
            }
        }
    }

    /// Uploads each universe's queue once, several universes at a time.
    async fn pass(
        self: &Arc<Self>,
        client: &MultiverseClient,
        queues: Vec<(UniverseId, Vec<SaveRecord>)>,
        held: &mut Held,
        stop: &watch::Receiver<bool>,
    ) -> Pass {
        let open: Vec<_> = queues.into_iter().filter(|(id, _)| !held.universes.contains(id)).collect();
        let lines = futures::stream::iter(open).map(|(id, queue)| {
            let line = LineUpload::new(Arc::clone(self), client.clone(), id.clone(), stop.clone());
            async move { (id, line.run(queue).await) }
        });
        let mut lines = std::pin::pin!(lines.buffer_unordered(self.settings.uploads_at_once.max(1)));
        let mut pass = Pass::Nothing;
        while let Some((id, ended)) = lines.next().await {
            match ended.stop {
                Some(Stop::Offline(reason)) => {
                    self.set_phase(&id, SyncPhase::Offline { reason });
                    pass = Pass::Offline;
                }
                Some(Stop::Held(phase)) => held.hold(self, id, phase),
                Some(Stop::Missing(phase)) if !held.missing.insert(id.clone()) => held.hold(self, id, phase),
                Some(Stop::Missing(_)) => {
                    // Perhaps the server began anew: then the universe can be made again.
                    pass = match self.make_again(&id).await {
                        Ok(()) => pass.or(Pass::Progress),
                        Err(_) => Pass::Offline,
                    };
                }
                Some(Stop::Wait) | None => self.settle(&id).await,
            }
            if ended.progressed {
                pass = pass.or(Pass::Progress);
            }
        }
        pass
    }

    /// What is queued, by universe: those with canon events first, then in the order of their oldest save.
    async fn queues(&self) -> Result<Vec<(UniverseId, Vec<SaveRecord>)>, StorageError> {
        let filter =
            SaveFilter { sync: Some(SyncKind::Pending), limit: Some(BATCH), ..SaveFilter::default() };
        let mut queues: BTreeMap<UniverseId, Vec<SaveRecord>> = BTreeMap::new();
        for id in lock(&self.unmade).iter() {
            queues.entry(id.clone()).or_default();
        }
        for record in self.storage.list(filter).await? {
            queues.entry(record.universe_id.clone()).or_default().push(record);
        }
        self.show(&queues);
        let mut queues: Vec<_> = queues.into_iter().collect();
        queues.sort_by_key(|(_, queue)| {
            let is_urgent = queue.iter().any(|record| record.canon_event.is_some());
            (!is_urgent, queue.first().map(|record| record.sequence))
        });
        Ok(queues)
    }

    fn show(&self, queues: &BTreeMap<UniverseId, Vec<SaveRecord>>) {
        self.status.send_if_modified(|status| {
            let before = status.universes.clone();
            for (id, known) in &mut status.universes {
                known.pending = queues.get(id).map_or(0, |queue| queue.len() as u64);
            }
            for (id, queue) in queues {
                let new = UniverseStatus { pending: queue.len() as u64, state: SyncPhase::Pending };
                status.universes.entry(id.clone()).or_insert(new);
            }
            status.universes != before
        });
    }

    /// Lets the server be told of a universe again.
    async fn make_again(&self, id: &UniverseId) -> Result<(), StorageError> {
        let Some(note) = notes::universe(self.storage.as_ref(), id).await? else { return Ok(()) };
        self.declare(id, UniverseNote { made: false, ..note }).await
    }

    /// Removes what need not be kept here any more of a universe that had its turn, and shows where it stands.
    async fn settle(&self, id: &UniverseId) {
        let pending = self.status.borrow().universes.get(id).map_or(0, |known| known.pending);
        if pending == 0 {
            lock(&self.resolutions).remove(id);
            if let Err(error) = self.prune(id).await {
                tracing::warn!(%error, universe = %id, "saves that the server has cannot be removed here; trying again later");
            }
        }
        self.status.send_if_modified(|status| {
            let known = status.universes.entry(id.clone());
            let known = known.or_insert(UniverseStatus { pending: 0, state: SyncPhase::Synced });
            // The game may have saved since.
            let state = if known.pending > 0 { SyncPhase::Pending } else { SyncPhase::Synced };
            let changed = known.state != state;
            known.state = state;
            changed
        });
    }
}

/// Universes that wait for somebody, in this round.
#[derive(Default)]
struct Held {
    universes: HashSet<UniverseId>,
    /// Those that the server did not have, and was told of again.
    missing: HashSet<UniverseId>,
}

impl Held {
    fn hold(&mut self, shared: &Shared, id: UniverseId, phase: SyncPhase) {
        shared.set_phase(&id, phase);
        self.universes.insert(id);
    }
}

impl Pass {
    /// What both come to.
    fn or(self, other: Self) -> Self {
        match self {
            Self::Offline => self,
            Self::Progress | Self::Nothing => other,
        }
    }
}

/// How a pass over all universes ended.
enum Pass {
    /// Something was uploaded, which may let more go.
    Progress,
    /// Nothing could be.
    Nothing,
    /// The server does not answer.
    Offline,
}
