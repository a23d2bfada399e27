//! What was acknowledged, and whether it is there.

use std::collections::BTreeMap;

use multiverse_client::storage::{LocalStorage, SaveFilter, SaveRecord, SyncState};

use super::child::{Step, save};

/// All that the program was told to be done, and what it was at when it was killed.
#[derive(Default)]
pub(super) struct Journal {
    records: BTreeMap<u64, SaveRecord>,
    notes: BTreeMap<String, String>,
    last_sequence: u64,
    acknowledged: u64,
    at: Option<Step>,
}

impl Journal {
    pub(super) fn begin(&mut self, step: Step) {
        assert!(self.at.is_none(), "one step at a time");
        self.at = Some(step);
    }

    pub(super) fn done(&mut self, record: Option<SaveRecord>) {
        self.acknowledged += 1;
        match self.at.take().unwrap() {
            Step::Save(number) => {
                let record = record.unwrap();
                assert!(record.sequence > self.last_sequence, "{} was given before", record.sequence);
                assert_eq!((record.tick.get(), &record.sync), (number, &SyncState::Pending));
                self.last_sequence = record.sequence;
                self.records.insert(record.sequence, record);
            }
            Step::Update { universe_id, sync, .. } => {
                let record = record.unwrap();
                assert_eq!((&record.universe_id, &record.sync), (&universe_id, &sync));
                self.records.insert(record.sequence, record);
            }
            Step::Delete(key) => self.records.retain(|_, record| record.id != key.id),
            Step::Note { key, value } => self.set_note(key, value),
        }
    }

    fn set_note(&mut self, key: String, value: Option<String>) {
        match value {
            Some(value) => self.notes.insert(key, value),
            None => self.notes.remove(&key),
        };
    }

    pub(super) fn acknowledged(&self) -> u64 {
        self.acknowledged
    }

    /// Fails unless the storage has all of it, and beyond it nothing but what the program was at, whole. That counts
    /// as done from then on, or as never begun.
    pub(super) async fn verify(&mut self, storage: &impl LocalStorage) {
        assert_eq!(storage.faults().await.unwrap(), []);
        let listed = storage.list(SaveFilter::default()).await.unwrap();
        let at = self.at.take();
        self.settle_records(at.as_ref(), &listed);
        self.settle_notes(at, storage).await;
        for record in &listed {
            let number: u64 = record.label.as_ref().unwrap().as_str().parse().unwrap();
            let loaded = storage.load(&record.key()).await.unwrap();
            assert!(loaded == save(number).bytes, "save {number} is not what was saved");
        }
    }

    fn settle_records(&mut self, at: Option<&Step>, listed: &[SaveRecord]) {
        let found: BTreeMap<u64, SaveRecord> =
            listed.iter().map(|record| (record.sequence, record.clone())).collect();
        let mut done = self.records.clone();
        match at {
            Some(Step::Save(number)) => {
                let new = listed.iter().find(|record| record.tick.get() == *number);
                done.extend(new.map(|record| (record.sequence, record.clone())));
                self.last_sequence = self.last_sequence.max(new.map_or(0, |record| record.sequence));
            }
            Some(Step::Update { key, universe_id, sync }) => {
                for record in done.values_mut().filter(|record| record.id == key.id) {
                    record.universe_id = universe_id.clone();
                    record.sync = sync.clone();
                }
            }
            Some(Step::Delete(key)) => done.retain(|_, record| record.id != key.id),
            Some(Step::Note { .. }) | None => {}
        }
        assert!(found == self.records || found == done, "killed at {at:?}: {found:?} is not {done:?}");
        self.records = found;
    }

    async fn settle_notes(&mut self, at: Option<Step>, storage: &impl LocalStorage) {
        let mut found = BTreeMap::new();
        for key in storage.notes("").await.unwrap() {
            let value = storage.note(&key).await.unwrap().unwrap();
            found.insert(key, String::from_utf8(value.to_vec()).unwrap());
        }
        if found != self.notes {
            if let Some(Step::Note { key, value }) = at {
                self.set_note(key, value);
            }
            assert!(found == self.notes, "the notes {:?} are neither as before nor as set", found.keys());
        }
    }
}
