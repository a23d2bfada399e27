//! Reading events, in the order of the commits.
//!
//! The ids of events have no gaps and grow in the order in which their transactions commit: each takes its ids, last of
//! all, from a row that it keeps locked until it commits. So whoever sees an event sees, or has seen, all before it,
//! and "all after this id" misses nothing, in SQLite, where there is one writer, as in a database with many.

use std::time::Duration;

use multiverse_model::{EventId, Millis, UniverseId};
use tokio::sync::watch;

use super::Event;
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::events::{self, EventRow};
use crate::service::Store;
use crate::service::janitor::millis;
use crate::service::upkeep::STEP;

/// Rows that are read at once. An event has at most some 70 KiB, nearly all of it a universe's config.
const CHUNK: usize = 32;

/// Events after which a page ends.
const PAGE: usize = 512;

/// Which events there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventSpan {
    /// The last one that is no longer kept.
    pub pruned: EventId,
    /// The last one that there is.
    pub newest: EventId,
}

impl EventSpan {
    /// Whether everything after `position` is kept: not so if it was pruned, or if there never was such an event.
    #[must_use]
    pub fn continues(&self, position: EventId) -> bool {
        (self.pruned..=self.newest).contains(&position)
    }
}

/// Events in a row.
#[derive(Debug, Clone)]
pub struct EventPage {
    /// They, oldest first.
    pub events: Vec<Event>,
    /// Up to where this is all there was to read: where the next page starts.
    pub end: EventId,
    /// Which events there were when the page was read.
    pub span: EventSpan,
}

impl Store {
    /// Which events there are.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn event_span(&self) -> Result<EventSpan, StoreError> {
        self.read(span).await
    }

    /// The next events after a position, all or those about one universe, whoever may know of them: each is for those
    /// only whom [`may_know`](Store::may_know) names. Check the page's span: what was pruned is missing.
    ///
    /// A page has one event at least, if there is one, and no more once their data exceeds `bytes`.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn events_after(
        &self,
        position: EventId,
        of: Option<&UniverseId>,
        bytes: usize,
    ) -> Result<EventPage, StoreError> {
        let of = of.cloned();
        self.read(move |tx| {
            let span = span(tx)?;
            let (rows, is_last) = page(tx, position, of.as_ref(), bytes)?;
            let last = rows.last().map_or(position, |row| row.id);
            let end = if is_last { span.newest.max(position) } else { last };
            Ok(EventPage { events: rows.into_iter().map(Event::new).collect(), end, span })
        })
        .await
    }

    /// Tells of the newest event each time that one was committed here, maybe of several at once. What other servers
    /// on the same database commit, it does not tell.
    #[must_use]
    pub fn newest_event(&self) -> watch::Receiver<EventId> {
        self.inner.newest_event.subscribe()
    }

    /// Removes events that are older than `retention`, in small steps. Answers how many there were.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn prune_events(&self, retention: Duration) -> Result<u64, StoreError> {
        let before = Millis(self.inner.environment.now().0.saturating_sub(millis(retention)));
        let mut pruned = 0;
        loop {
            let step = self.change(move |change| Ok(events::prune(change.tx, before, STEP)?)).await?;
            pruned += step;
            if step < STEP as u64 {
                return Ok(pruned);
            }
        }
    }
}

fn span(tx: &mut dyn Transaction) -> Result<EventSpan, StoreError> {
    let (newest, oldest) = events::ends(tx)?;
    let pruned = oldest.map_or(newest, |oldest| EventId(oldest.0.saturating_sub(1)));
    Ok(EventSpan { pruned, newest })
}

/// A page of rows, and whether there was nothing more.
fn page(
    tx: &mut dyn Transaction,
    position: EventId,
    of: Option<&UniverseId>,
    bytes: usize,
) -> Result<(Vec<EventRow>, bool), StoreError> {
    let (mut rows, mut room, mut at) = (Vec::new(), bytes, position);
    while rows.len() < PAGE {
        let chunk = match of {
            None => events::after(tx, at, CHUNK)?,
            Some(universe) => events::after_of(tx, universe, at, CHUNK)?,
        };
        let is_last = chunk.len() < CHUNK;
        for row in chunk {
            if row.data.len() > room && !rows.is_empty() {
                return Ok((rows, false));
            }
            room = room.saturating_sub(row.data.len());
            at = row.id;
            rows.push(row);
        }
        if is_last {
            return Ok((rows, true));
        }
    }
    Ok((rows, false))
}
