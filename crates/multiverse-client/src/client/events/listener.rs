//! One who listens, and connects again.

use std::collections::VecDeque;
use std::time::Duration;

use http::{HeaderName, HeaderValue, header};
use multiverse_model::EventId;
use multiverse_model::wire::FollowEvents;

use super::event::Heard;
use super::parser::{Frame, Parser};
use crate::client::MultiverseClient;
use crate::client::error::{BadAnswer, ClientError};
use crate::client::retry::is_passing;
use crate::client::transport::{Reader, Request};

/// The longest pause before it connects again, unless the server asks for a longer one.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The longest pause that a server can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A place in the order of events, and a connection while there is one.
pub(super) struct Listener {
    client: MultiverseClient,
    query: FollowEvents,
    position: Option<EventId>,
    connection: Option<(Reader, Parser)>,
    frames: VecDeque<Frame>,
    /// The longest first pause.
    pause: Duration,
    /// Connections in a row on which nothing was heard.
    failed: u32,
    is_over: bool,
}

impl Listener {
    pub(super) fn new(client: MultiverseClient, query: FollowEvents) -> Self {
        let pause = client.settings().retry.first_pause;
        Self {
            position: query.since,
            client,
            query,
            connection: None,
            frames: VecDeque::new(),
            pause,
            failed: 0,
            is_over: false,
        }
    }

    /// What comes next; none after an error.
    pub(super) async fn next(&mut self) -> Option<Result<Heard, ClientError>> {
        if self.is_over {
            return None;
        }
        let heard = self.heard().await;
        self.is_over = heard.is_err();
        Some(heard)
    }

    async fn heard(&mut self) -> Result<Heard, ClientError> {
        loop {
            while let Some(frame) = self.frames.pop_front() {
                if let Some(heard) = self.understand(&frame)? {
                    self.failed = 0;
                    return Ok(heard);
                }
            }
            if let Err(error) = self.listen().await {
                self.connection = None;
                if !is_passing(&error) {
                    return Err(error);
                }
                self.wait(&error).await;
            }
        }
    }

    /// Reads on, over a new connection if there is none.
    async fn listen(&mut self) -> Result<(), ClientError> {
        let (reader, parser) = match &mut self.connection {
            Some(connection) => connection,
            None => {
                let connection = self.connect().await?;
                self.connection.insert(connection)
            }
        };
        match reader.next().await? {
            Some(bytes) => Ok(parser.feed(&bytes, &mut self.frames)?),
            None => Err(BadAnswer::Truncated.into()),
        }
    }

    async fn connect(&self) -> Result<(Reader, Parser), ClientError> {
        let settings = self.client.settings();
        let query = FollowEvents { since: None, ..self.query.clone() };
        let mut request = Request::get(&["api", "events"])
            .query(&query)
            .header(header::ACCEPT, HeaderValue::from_static("text/event-stream"))
            .header(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some(position) = self.position {
            request = request.text_header(LAST_EVENT_ID, &position.to_string())?;
        }
        let answer = self.client.send(&request).await?;
        answer.expect_type("text/event-stream")?;
        Ok((answer.stream(settings.event_silence)?, Parser::new(settings.max_json_bytes)))
    }

    /// What a frame says. Where it stands in the order counts even if it says nothing.
    fn understand(&mut self, frame: &Frame) -> Result<Option<Heard>, ClientError> {
        if let Some(milliseconds) = frame.retry {
            self.pause = Duration::from_millis(milliseconds).min(LONGEST_PAUSE);
        }
        let id = frame.id.as_ref().and_then(|id| std::str::from_utf8(id).ok()?.parse().ok());
        if !frame.is_event() {
            self.position = id.or(self.position);
            return Ok(None);
        }
        let heard = Heard::read(frame, id)?;
        // Said again: it was heard before the connection broke.
        let is_repeat = matches!(heard, Some(Heard::Event(_))) && id <= self.position;
        self.position = id.or(self.position);
        Ok(heard.filter(|_| !is_repeat))
    }

    async fn wait(&mut self, error: &ClientError) {
        let doubled = self.pause.saturating_mul(1 << self.failed.min(20)).min(LONGEST_PAUSE);
        self.failed = self.failed.saturating_add(1);
        let asked = match error {
            ClientError::RateLimited { retry_after, .. } | ClientError::Unavailable { retry_after, .. } => {
                retry_after.unwrap_or_default().min(LONGEST_WAIT)
            }
            _ => Duration::ZERO,
        };
        let pause = asked + self.client.shared.random.up_to(doubled);
        tracing::debug!(%error, ?pause, position = ?self.position, "the stream of events broke");
        tokio::time::sleep(pause).await;
    }
}
