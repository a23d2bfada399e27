//! Running transactions: results out of jobs, answers for repeated requests, caches after commits.

use std::sync::{Arc, Mutex, PoisonError};

use multiverse_model::{EventId, Millis, Problem, UniverseId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Caller, IdempotencyKey, Inner, Store};
use crate::StoreError;
use crate::catalog::tables::answers::{self, AnswerRow};
use crate::catalog::tables::events::{self, NewEvent};
use crate::catalog::{CatalogError, Transaction, Verdict};

/// For how long a repeated request gets its first answer again.
const ANSWER_LIFETIME_MS: i64 = 24 * 60 * 60 * 1000;

/// A transaction that writes, what it makes untrue in the caches, and what there is to tell of it.
pub(super) struct Change<'t> {
    pub tx: &'t mut dyn Transaction,
    /// The time of the whole change.
    pub now: Millis,
    pub universes: Vec<UniverseId>,
    pub tokens: Vec<[u8; 32]>,
    /// Universes whose readers are others now, or that came, went or were published.
    pub audiences: Vec<UniverseId>,
    /// Written when the job is done: see [`Change::emit`].
    pub events: Vec<NewEvent>,
}

impl<'t> Change<'t> {
    fn new(tx: &'t mut dyn Transaction, now: Millis) -> Self {
        Self { tx, now, universes: Vec::new(), tokens: Vec::new(), audiences: Vec::new(), events: Vec::new() }
    }

    /// Writes the events. Last of all, since other transactions with events wait from here on.
    fn finish(self) -> Result<After, StoreError> {
        let Self { tx, now, universes, tokens, audiences, events } = self;
        let newest = if events.is_empty() { None } else { Some(events::append(tx, now, &events)?) };
        Ok(After { universes, tokens, audiences, newest })
    }
}

/// What follows a commit.
struct After {
    universes: Vec<UniverseId>,
    tokens: Vec<[u8; 32]>,
    audiences: Vec<UniverseId>,
    newest: Option<EventId>,
}

/// Where a job leaves its result.
struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Slot<T> {
    fn new() -> (Self, Self) {
        let shared = Arc::new(Mutex::new(None));
        (Self(Arc::clone(&shared)), Self(shared))
    }

    fn put(&self, value: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }

    fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Store {
    /// Runs `job` over one moment of the catalog.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        mut job: impl FnMut(&mut dyn Transaction) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (slot, result) = Slot::new();
        let job = Box::new(move |tx: &mut dyn Transaction| {
            slot.put(job(tx));
            Verdict::Rollback
        });
        self.inner.catalog.read(job).await?;
        result.take().unwrap_or(Err(StoreError::Interrupted))
    }

    /// Runs `job` and commits it, unless it fails. A repeat of a request that was answered before gets its first
    /// outcome, and `job` does not run.
    pub(super) async fn write<T>(
        &self,
        caller: &Caller,
        mut job: impl FnMut(&mut Change<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let idempotency = caller.idempotency;
        self.change(move |change| match idempotency {
            None => job(change),
            Some(key) => once(change, key, &mut job),
        })
        .await
    }

    /// Runs `job` and commits it, unless it fails.
    ///
    /// In a task of its own: a client that hangs up between the commit and what follows it would else leave the
    /// caches with what is no longer true.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        mut job: impl FnMut(&mut Change<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (inner, lease) = (Arc::clone(&self.inner), self.lease.clone());
        let task = async move {
            let now = inner.environment.now();
            let (slot, result) = Slot::new();
            let job = Box::new(move |tx: &mut dyn Transaction| {
                let mut change = Change::new(tx, now);
                let held = lease.as_ref().map_or(Ok(()), |lease| lease.renew(&mut change));
                let done = held.and_then(|()| job(&mut change)).and_then(|done| Ok((done, change.finish()?)));
                let verdict = if done.is_ok() { Verdict::Commit } else { Verdict::Rollback };
                slot.put(done);
                verdict
            });
            let written = inner.catalog.write(job).await;
            let Some(done) = result.take() else {
                return Err(written.err().map_or(StoreError::Interrupted, StoreError::from));
            };
            // After an error too: the catalog may not know whether all of it is there or nothing.
            done.iter().for_each(|(_, after)| inner.forget(after));
            written?;
            let (done, after) = done?;
            inner.announce(after.newest);
            Ok(done)
        };
        tokio::spawn(task).await.map_err(|_| StoreError::Interrupted)?
    }

    /// Records that a request was refused, so that a repeat is refused alike. Only what the request itself is to
    /// blame for should be recorded.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn record_refusal(&self, key: IdempotencyKey, problem: Problem) -> Result<(), StoreError> {
        let problem = serde_json::to_string(&problem).map_err(|_| StoreError::Interrupted)?;
        self.change(move |change| {
            if answers::find(change.tx, &key.key_hash, oldest(change.now))?.is_some() {
                return Ok(());
            }
            let row =
                AnswerRow { fingerprint: key.fingerprint, outcome: None, problem: Some(problem.clone()) };
            Ok(answers::insert(change.tx, &key.key_hash, row, change.now)?)
        })
        .await
    }

    /// The outcome that a request had before, for what is done in more than one transaction.
    pub(super) async fn answered<T: DeserializeOwned + Send + 'static>(
        &self,
        key: IdempotencyKey,
    ) -> Result<Option<T>, StoreError> {
        let oldest = oldest(self.inner.environment.now());
        self.read(move |tx| {
            let answer = answers::find(tx, &key.key_hash, oldest)?;
            answer.map(|answer| first_outcome(&answer, key)).transpose()
        })
        .await
    }

    /// Refuses a repeat of a request that was refused, or another request under a used key, before any work is done.
    ///
    /// # Errors
    /// [`StoreError::Replayed`], [`StoreError::KeyReused`].
    pub async fn check_repeat(&self, key: IdempotencyKey) -> Result<(), StoreError> {
        let oldest = oldest(self.inner.environment.now());
        self.read(move |tx| match answers::find(tx, &key.key_hash, oldest)? {
            Some(answer) => first_outcome::<serde::de::IgnoredAny>(&answer, key).map(drop),
            None => Ok(()),
        })
        .await
    }
}

impl Inner {
    fn forget(&self, after: &After) {
        for id in &after.universes {
            self.universes.forget(id);
        }
        for hash in &after.tokens {
            self.tokens.forget(hash);
        }
        for id in &after.audiences {
            self.audiences.forget(id);
        }
    }

    /// Wakes those who wait for events. Commits may be announced in another order than they were made in.
    fn announce(&self, newest: Option<EventId>) {
        let Some(newest) = newest else { return };
        self.newest_event.send_if_modified(|known| {
            let is_news = *known < newest;
            *known = newest.max(*known);
            is_news
        });
    }
}

fn oldest(now: Millis) -> Millis {
    Millis(now.0 - ANSWER_LIFETIME_MS)
}

/// Runs `job` if the request is new, and records its outcome in the same transaction: a crash leaves both or none.
fn once<T: Serialize + DeserializeOwned>(
    change: &mut Change<'_>,
    key: IdempotencyKey,
    job: &mut impl FnMut(&mut Change<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    if let Some(answer) = answers::find(change.tx, &key.key_hash, oldest(change.now))? {
        return first_outcome(&answer, key);
    }
    let outcome = job(change)?;
    let text = serde_json::to_string(&outcome).map_err(|_| StoreError::Interrupted)?;
    let row = AnswerRow { fingerprint: key.fingerprint, outcome: Some(text), problem: None };
    answers::insert(change.tx, &key.key_hash, row, change.now)?;
    Ok(outcome)
}

fn first_outcome<T: DeserializeOwned>(answer: &AnswerRow, key: IdempotencyKey) -> Result<T, StoreError> {
    if answer.fingerprint != key.fingerprint {
        return Err(StoreError::KeyReused);
    }
    let unexpected = || CatalogError::Unexpected { column: "answers.outcome".to_owned() };
    match (&answer.outcome, &answer.problem) {
        (Some(outcome), _) => serde_json::from_str(outcome).map_err(|_| unexpected().into()),
        (None, Some(problem)) => {
            let problem = serde_json::from_str(problem).map_err(|_| unexpected())?;
            Err(StoreError::Replayed(Box::new(problem)))
        }
        (None, None) => Err(unexpected().into()),
    }
}
