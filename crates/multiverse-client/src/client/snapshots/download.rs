//! Downloads of the exact bytes.

use std::fmt;

use bytes::{Bytes, BytesMut};
use multiverse_model::{Checksum, SnapshotEntry, Tick, UniverseId};
use tokio::io::AsyncWrite;

use super::fetch::Fetch;
use super::sink::{Place, Sink};
use crate::client::MultiverseClient;
use crate::client::error::{BadAnswer, ClientError, Mismatch};
use crate::client::methods::client_methods;
use crate::client::progress::Progress;
use crate::client::transport::Request;

/// Which snapshot of a universe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The head.
    Latest,
    /// The newest one at this tick. Ticks before a fork point are the ancestors'.
    Tick(Tick),
    /// The last one at or before this tick.
    Nearest(Tick),
}

impl At {
    /// The request for it.
    pub(super) fn request(self, universe: &UniverseId) -> Request {
        let request =
            |segment: &str| Request::get(&["api", "universe", universe.as_str(), "snapshot", segment]);
        match self {
            Self::Latest => request("latest"),
            Self::Tick(tick) => request(&tick.to_string()),
            Self::Nearest(tick) => request(&tick.to_string()).query(&serde_json::json!({"at": "nearest"})),
        }
    }

    /// Whether a snapshot at `found` can be the one.
    pub(super) fn check(self, found: Tick) -> Result<(), ClientError> {
        match self {
            Self::Tick(expected) if found != expected => Err(Mismatch::Tick { expected, found }.into()),
            Self::Nearest(expected) if found > expected => Err(Mismatch::Tick { expected, found }.into()),
            _ => Ok(()),
        }
    }
}

/// What to download, and who is told how far it is.
#[derive(Debug, Clone)]
pub struct Download {
    /// Which snapshot.
    pub at: At,
    /// Who is told how far it is, in bytes of the document.
    pub progress: Option<Progress>,
}

impl Download {
    /// The snapshot at the head.
    #[must_use]
    pub fn latest() -> Self {
        Self::of(At::Latest)
    }

    /// The snapshot at a tick.
    #[must_use]
    pub fn tick(tick: Tick) -> Self {
        Self::of(At::Tick(tick))
    }

    /// The last snapshot at or before a tick.
    #[must_use]
    pub fn nearest(tick: Tick) -> Self {
        Self::of(At::Nearest(tick))
    }

    /// Any of these.
    #[must_use]
    pub fn of(at: At) -> Self {
        Self { at, progress: None }
    }

    /// The same, telling how far it is.
    #[must_use]
    pub fn with_progress(self, progress: Progress) -> Self {
        Self { progress: Some(progress), ..self }
    }
}

/// A snapshot that was downloaded.
#[derive(Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// Its entry. If it would be longer than a header may be, its canon event has no description and no entities.
    pub entry: SnapshotEntry,
    /// The document. Its checksum is the entry's.
    pub bytes: Bytes,
    /// The checksum of the head's content, if that is damaged on the server and this is the newest snapshot before it that
    /// is not.
    pub fallback_for: Option<Checksum>,
}

impl fmt::Debug for Downloaded {
    /// Without the world, which in a log helps nobody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Downloaded")
            .field("entry", &self.entry)
            .field("fallback_for", &self.fallback_for)
            .finish_non_exhaustive()
    }
}

/// A snapshot that was downloaded to a writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its entry, as in [`Downloaded`].
    pub entry: SnapshotEntry,
    /// As in [`Downloaded`].
    pub fallback_for: Option<Checksum>,
}

client_methods! {
    /// Downloads a snapshot, exact to the byte.
    ///
    /// A download that breaks off goes on where it was. What comes is checked against the checksum before it is answered.
    ///
    /// # Errors
    /// - [`ClientError::NotFound`]: nothing was saved there.
    /// - [`ClientError::Decayed`]: it was, and is gone.
    /// - [`ClientError::Integrity`]: what came is not what was saved.
    pub async fn download(&self, universe: &UniverseId, download: Download) -> Result<Downloaded, ClientError> {
        match self.fetched(universe, download, None).await? {
            Some(downloaded) => Ok(downloaded),
            None => Err(BadAnswer::WrongStatus { status: 304 }.into()),
        }
    }

    /// Downloads a snapshot unless its content is the one that the caller has; none if it is.
    ///
    /// # Errors
    /// Those of [`download`](crate::MultiverseClient::download).
    pub async fn download_if_changed(&self, universe: &UniverseId, download: Download, known: Checksum) -> Result<Option<Downloaded>, ClientError> {
        self.fetched(universe, download, Some(known)).await
    }
}

impl MultiverseClient {
    /// Downloads a snapshot to a writer, which need not have room for it in memory.
    ///
    /// Only after `Ok` is what was written the snapshot: on an error, what the writer got is to be thrown away.
    ///
    /// # Errors
    /// Those of [`download`](MultiverseClient::download); [`ClientError::Write`]; and
    /// [`BadAnswer::Truncated`], if it broke off and another snapshot has taken its place since.
    pub async fn download_to<W: AsyncWrite + Unpin + Send>(
        &self,
        universe: &UniverseId,
        download: Download,
        writer: &mut W,
    ) -> Result<Written, ClientError> {
        let fetch = Fetch::new(self, universe, download, None)?;
        let mut sink = Sink::new(Place::Writer(writer));
        match fetch.into_sink(&mut sink).await? {
            Some(head) => {
                sink.finish().await?;
                Ok(Written { entry: head.entry, fallback_for: head.fallback_for })
            }
            None => Err(BadAnswer::WrongStatus { status: 304 }.into()),
        }
    }

    async fn fetched(
        &self,
        universe: &UniverseId,
        download: Download,
        known: Option<Checksum>,
    ) -> Result<Option<Downloaded>, ClientError> {
        let fetch = Fetch::new(self, universe, download, known)?;
        let mut sink = Sink::new(Place::Memory(BytesMut::new()));
        let Some(head) = fetch.into_sink(&mut sink).await? else { return Ok(None) };
        let bytes = sink.finish().await?;
        Ok(Some(Downloaded { entry: head.entry, bytes, fallback_for: head.fallback_for }))
    }
}
