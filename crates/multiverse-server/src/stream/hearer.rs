//! One stream: a position in the order of events, and who listens there.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::Stream;
use multiverse_model::{EventId, EventType, UniverseId};
use multiverse_store::{Caller, StoreError};
use tokio::time::Instant;

use super::bell::Bell;
use super::hub::{BATCH_BYTES, Next, concerns};
use super::ring::Told;
use super::{Place, frame};
use crate::app::App;

/// What a stream is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interest {
    /// Only what is about this universe.
    pub universe: Option<UniverseId>,
    /// Only events of these types; of all if it is empty.
    pub kinds: Vec<EventType>,
}

/// One stream.
pub(crate) struct Hearer {
    app: App,
    caller: Caller,
    interest: Interest,
    /// Until when the caller's token is good, if it says so itself.
    until: Option<Instant>,
    position: EventId,
    /// Frames that go before everything else.
    first: VecDeque<Bytes>,
    /// Events that were taken and not yet looked at, and the position behind them.
    taken: VecDeque<Arc<Told>>,
    taken_to: EventId,
    bell: Option<Arc<Bell>>,
    /// Behind which event the stream ends, since its universe may no longer be seen.
    last: Option<EventId>,
    /// When the last frame was taken.
    told_at: Instant,
    place: Place,
}

/// Why a stream ends. Its client finds out more when it connects again.
enum End {
    /// The server stops.
    Closed,
    /// The token is no longer good, or the universe that is followed no longer to be seen.
    NotAllowed,
    /// The store does not answer.
    Store(StoreError),
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Hearer {
    /// A stream that tells of everything after `position`; of what came before it, that it was missed, if `is_reset`.
    pub(crate) fn new(
        app: App,
        caller: Caller,
        interest: Interest,
        (position, is_reset): (EventId, bool),
        until: Option<Instant>,
        place: Place,
    ) -> Self {
        let bell = Some(app.hub.bell(interest.universe.as_ref()));
        let mut first = VecDeque::from([frame::opening(position)]);
        first.extend(is_reset.then(|| frame::reset(position)));
        let taken = VecDeque::new();
        let (taken_to, last, told_at) = (position, None, Instant::now());
        Self { app, caller, interest, until, position, first, taken, taken_to, bell, last, told_at, place }
    }

    /// The frames, as the body of an answer.
    pub(crate) fn frames(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        futures::stream::unfold(self, |mut hearer| async move {
            let frame = hearer.next().await?;
            Some((Ok(frame), hearer))
        })
    }

    async fn next(&mut self) -> Option<Bytes> {
        self.place.beat(Instant::now());
        if let Some(frame) = self.first.pop_front() {
            return Some(frame);
        }
        match self.next_frame().await {
            Ok(frame) => {
                self.told_at = Instant::now();
                Some(frame)
            }
            Err(End::Closed | End::NotAllowed) => None,
            Err(End::Store(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "an event stream ends");
                None
            }
        }
    }

    async fn next_frame(&mut self) -> Result<Bytes, End> {
        loop {
            while let Some(told) = self.taken.pop_front() {
                self.position = told.event.id();
                // Each by itself, at the moment at which the client has room for it: rights may be gone by then.
                self.check_token().await?;
                if self.app.store.may_know(&self.caller, &told.event).await? {
                    return Ok(told.frame.clone());
                }
            }
            self.position = self.taken_to;
            if self.app.hub.is_closed() {
                return Err(End::Closed);
            }
            // Also while events go by that are not for this caller.
            if self.rest().is_zero() {
                self.check_token().await?;
                self.check_universe().await?;
                return Ok(frame::heartbeat(self.position));
            }
            if let Some(frame) = self.take_more().await? {
                return Ok(frame);
            }
            self.place.beat(Instant::now());
        }
    }

    /// Takes events, or waits for some. Answers a frame that goes before them.
    async fn take_more(&mut self) -> Result<Option<Bytes>, End> {
        let Some(bell) = self.bell.clone() else { return Err(End::Closed) };
        // Before the look, so that what is published after it is heard.
        let mut rung = pin!(bell.rung.notified());
        rung.as_mut().enable();
        let Interest { universe, kinds } = &self.interest;
        match self.app.hub.next(self.position, &bell, universe.as_ref(), kinds) {
            Next::Behind => return self.catch_up().await,
            Next::Told(told, end) => {
                self.taken_to = end;
                self.taken = told.into();
            }
        }
        if !self.taken.is_empty() {
            return Ok(None);
        }
        self.position = self.taken_to;
        if !self.app.hub.is_closed() {
            // Whether it was rung or the time is up: the caller looks.
            let _ = tokio::time::timeout(self.rest(), rung).await;
        }
        Ok(None)
    }

    /// How much longer there may be silence: until a heartbeat is due, or the token ends.
    fn rest(&self) -> Duration {
        let due = self.told_at + self.app.config.event_heartbeat;
        self.until.map_or(due, |until| until.min(due)).saturating_duration_since(Instant::now())
    }

    /// Takes a small page from the store.
    async fn catch_up(&mut self) -> Result<Option<Bytes>, End> {
        let universe = self.interest.universe.as_ref();
        let page = {
            // It is never closed.
            let _turn = self.app.hub.catching_up.acquire().await;
            self.app.store.events_after(self.position, universe, BATCH_BYTES).await?
        };
        if !page.span.continues(self.position) {
            self.position = page.span.newest;
            self.taken_to = self.position;
            return Ok(Some(frame::reset(self.position)));
        }
        self.taken_to = page.end;
        let asked_for = |event: &multiverse_store::Event| concerns(event, universe, &self.interest.kinds);
        self.taken =
            page.events.into_iter().filter(asked_for).map(|event| Arc::new(Told::new(event))).collect();
        Ok(None)
    }

    /// Whether the caller is still who they were: else what they could read is no longer theirs.
    async fn check_token(&self) -> Result<(), End> {
        if self.until.is_some_and(|until| until <= Instant::now()) {
            return Err(End::NotAllowed);
        }
        let Some(token) = &self.caller.token else { return Ok(()) };
        let owner = self.app.store.token_owner(token).await?;
        if owner.as_ref() == self.caller.actor.player() { Ok(()) } else { Err(End::NotAllowed) }
    }

    /// Whether the universe that is followed may still be seen. Who follows everything just hears no more of it.
    async fn check_universe(&mut self) -> Result<(), End> {
        let Some(universe) = &self.interest.universe else { return Ok(()) };
        if self.app.store.may_follow(&self.caller, universe).await? {
            self.last = None;
            return Ok(());
        }
        // What was committed until now goes before the end: that it was deleted, if that is why.
        let last = match self.last {
            Some(last) => last,
            None => self.app.store.event_span().await?.newest,
        };
        self.last = Some(last);
        if self.position < last { Ok(()) } else { Err(End::NotAllowed) }
    }
}

impl Drop for Hearer {
    fn drop(&mut self) {
        if let Some(bell) = self.bell.take() {
            self.app.hub.give_back(self.interest.universe.as_ref(), bell);
        }
    }
}
