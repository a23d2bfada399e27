//! Records in memory, found by what they are looked up by.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use multiverse_model::SnapshotId;

use super::{Order, SaveFilter, SaveKey, SaveRecord, StorageError, StorageInfo, SyncKind};

/// The records of a storage that keeps all of them in memory: about 1 KiB each.
#[derive(Debug, Default)]
pub(super) struct Index {
    records: BTreeMap<u64, SaveRecord>,
    sequences: HashMap<SnapshotId, u64>,
}

impl Index {
    /// Takes a record in; in place of the one of the same sequence, if there is one.
    pub(super) fn put(&mut self, record: SaveRecord) {
        self.sequences.insert(record.id.clone(), record.sequence);
        self.records.insert(record.sequence, record);
    }

    /// The record that a key stands for, which is looked for by its id alone.
    pub(super) fn get(&self, key: &SaveKey) -> Result<&SaveRecord, StorageError> {
        let found = self.sequences.get(&key.id).and_then(|sequence| self.records.get(sequence));
        found.ok_or_else(|| StorageError::NotFound(key.clone()))
    }

    /// Forgets a record.
    pub(super) fn remove(&mut self, id: &SnapshotId) {
        if let Some(sequence) = self.sequences.remove(id) {
            self.records.remove(&sequence);
        }
    }

    /// Whether a save of that id is there.
    pub(super) fn has(&self, id: &SnapshotId) -> bool {
        self.sequences.contains_key(id)
    }

    /// The records that pass a filter.
    ///
    /// Looks at all that come after the filter's `after`, and copies only what it answers: a look at 10,000 takes
    /// less than the copy of 1,000.
    pub(super) fn select(&self, filter: &SaveFilter) -> Vec<SaveRecord> {
        let after = filter.after.map_or(Bound::Unbounded, Bound::Excluded);
        let passing = self.records.range((after, Bound::Unbounded)).map(|(_, record)| record);
        let passing = passing.filter(|record| filter.admits(record));
        let limit = filter.limit.unwrap_or(usize::MAX);
        if filter.order == Order::Sequence {
            return passing.take(limit).cloned().collect();
        }
        let mut sorted: Vec<&SaveRecord> = passing.collect();
        sorted.sort_unstable_by(|one, other| filter.order.compare(one, other));
        sorted.into_iter().take(limit).cloned().collect()
    }

    /// How much there is; the stored bytes are the documents'.
    pub(super) fn info(&self) -> StorageInfo {
        let mut info = StorageInfo::default();
        for record in self.records.values() {
            info.save_count += 1;
            info.pending_count += u64::from(record.sync.kind() == SyncKind::Pending);
            info.logical_bytes += record.size;
        }
        StorageInfo { stored_bytes: info.logical_bytes, ..info }
    }
}
