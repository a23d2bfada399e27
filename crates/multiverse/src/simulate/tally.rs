//! What a load came to.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use multiverse_client::SyncEvent;
use multiverse_client::storage::SaveRecord;
use multiverse_model::{Checksum, SnapshotId, SnapshotType, UniverseId};

use super::latencies::Latencies;
use crate::players::Kept;

/// So many failures are told in full.
const TOLD: usize = 10;

/// What happened, counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Days that villages lived.
    pub days: u64,
    /// Saves that the server has.
    pub saves: u64,
    /// Canonical ones among them.
    pub canonical: u64,
    /// Bytes of their documents.
    pub document_bytes: u64,
    /// Bytes that were sent for them.
    pub sent_bytes: u64,
    /// Saves that the server refused, and universes that were not lived to their end.
    pub errors: u64,
    /// The first of these, in words.
    pub failures: Vec<String>,
    /// How long a save took to be on the player's machine.
    pub kept: Latencies,
    /// How long it took from there to be on the server.
    pub uploaded: Latencies,
    /// Saves of which only the one instant is known.
    halves: HashMap<SnapshotId, Half>,
    /// For each universe a digest of all of its saves in their order.
    histories: BTreeMap<UniverseId, Checksum>,
}

/// Either of the instants between which an upload is. Who tells of them are two, so either may come first.
#[derive(Debug)]
enum Half {
    Kept(Instant),
    Uploaded(Instant),
}

impl Tally {
    /// A save is on the player's machine.
    pub(super) fn keep(&mut self, kept: &Kept) {
        self.kept.add(kept.took);
        match self.halves.remove(&kept.record.id) {
            Some(Half::Uploaded(at)) => self.uploaded.add(at.saturating_duration_since(kept.at)),
            _ => drop(self.halves.insert(kept.record.id.clone(), Half::Kept(kept.at))),
        }
    }

    /// Something happened between a player's machine and the server.
    pub(super) fn note(&mut self, event: SyncEvent) {
        match event {
            SyncEvent::Uploaded { record, sent } => self.upload(&record, sent),
            SyncEvent::Refused { record } => {
                self.halves.remove(&record.id);
                self.fail(format!("a save of {} at tick {} was refused", record.universe_id, record.tick));
            }
            SyncEvent::Forked { theirs, ours } => {
                self.fail(format!("somebody else saves to {theirs}; the load goes on in {ours}"));
            }
            SyncEvent::Diverged(divergence) => {
                self.fail(format!("somebody else saves to {}", divergence.universe_id));
            }
        }
    }

    fn upload(&mut self, record: &SaveRecord, sent: u64) {
        self.saves += 1;
        self.canonical += u64::from(record.kind == SnapshotType::Canonical);
        self.document_bytes += record.size;
        self.sent_bytes += sent;
        match self.halves.remove(&record.id) {
            Some(Half::Kept(at)) => self.uploaded.add(at.elapsed()),
            _ => drop(self.halves.insert(record.id.clone(), Half::Uploaded(Instant::now()))),
        }
        let before = self.histories.get(&record.universe_id);
        let before = before.map_or_else(String::new, Checksum::to_string);
        let line = format!("{before} {} {:?} {}", record.tick, record.kind, record.checksum);
        self.histories.insert(record.universe_id.clone(), Checksum::of(line.as_bytes()));
    }

    /// Something went wrong.
    pub(super) fn fail(&mut self, what: String) {
        self.errors += 1;
        if self.failures.len() < TOLD {
            self.failures.push(what);
        }
    }

    /// The universes of which the server has a save.
    pub(super) fn universes(&self) -> impl Iterator<Item = &UniverseId> {
        self.histories.keys()
    }

    /// A digest of all saves of all universes: that of another load is the same only if every document is.
    pub(super) fn digest(&self) -> Checksum {
        let lines: Vec<String> =
            self.histories.iter().map(|(id, digest)| format!("{id} {digest}\n")).collect();
        Checksum::of(lines.concat().as_bytes())
    }
}
