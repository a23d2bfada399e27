//! The client for programs without an async runtime.

mod block_on;
mod save;
mod travel;

use std::fmt;
use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::StreamExt;
use multiverse_model::UniverseId;
use tokio::io::AsyncWrite;
use tokio::runtime::{Handle, Runtime};

use block_on::block_on;
pub use save::{AutoSave, SaveLoadService};
pub use travel::Traveller;

use crate::{BuildError, ClientError, Download, Written};

/// A server of Multiverse, as one player sees it: [`MultiverseClient`](crate::MultiverseClient) with methods that block.
///
/// It has a runtime of its own with one thread in the background, which its clones share. It may be used anywhere; inside
/// of another runtime its methods hold up the thread that they are called on.
///
/// ```no_run
/// use multiverse_client::{MultiverseClient, Upload};
/// use multiverse_model::{Tick, UniverseId};
///
/// let client = MultiverseClient::builder("http://127.0.0.1:8080").token("mv_1").build_blocking()?;
/// let village: UniverseId = "universe:village".parse()?;
/// client.upload(&village, Upload::new(Tick::new(1200)?, r#"{"people":[]}"#))?;
/// for fork in client.all_forks(&village) {
///     println!("{}", fork?.name);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct MultiverseClient {
    client: crate::MultiverseClient,
    background: Arc<Background>,
}

/// The runtime, which ends with the last client.
struct Background(Option<Runtime>);

impl Background {
    fn start() -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("multiverse-client")
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    fn handle(&self) -> &Handle {
        self.0.as_ref().expect("a runtime is there until it is dropped").handle()
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // To wait for its thread would panic where the last client is dropped inside of another runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl MultiverseClient {
    /// Makes the methods of `client` block. Nobody may have used it: its connections would live in another runtime, and
    /// stand still whenever that does.
    pub(crate) fn new(client: crate::MultiverseClient) -> Result<Self, BuildError> {
        let background = Background::start().map_err(BuildError::Runtime)?;
        Ok(Self { client, background: Arc::new(background) })
    }

    /// The same client with a player's token. It shares its connections with this one.
    ///
    /// # Errors
    /// [`BuildError::Token`], if the text has characters that no token has.
    pub fn with_token(&self, token: &str) -> Result<Self, BuildError> {
        Ok(Self { client: self.client.with_token(token)?, background: Arc::clone(&self.background) })
    }

    /// The same client, whose next POST carries this key: see
    /// [`MultiverseClient::with_key`](crate::MultiverseClient::with_key).
    #[must_use]
    pub fn with_key(&self, key: crate::IdempotencyKey) -> Self {
        Self { client: self.client.with_key(key), background: Arc::clone(&self.background) }
    }

    /// Where the server is.
    #[must_use]
    pub fn url(&self) -> &str {
        self.client.url()
    }

    /// Downloads a snapshot to a writer: see [`MultiverseClient::download_to`](crate::MultiverseClient::download_to).
    ///
    /// # Errors
    /// Those of [`download`](MultiverseClient::download), and [`ClientError::Write`].
    pub fn download_to(
        &self,
        universe: &UniverseId,
        download: Download,
        writer: &mut (impl Write + Send),
    ) -> Result<Written, ClientError> {
        self.wait(self.client.download_to(universe, download, &mut Blocking(writer)))
    }

    pub(crate) fn client(&self) -> &crate::MultiverseClient {
        &self.client
    }

    /// Waits for an answer, polling on this thread while the background's does the input and output.
    pub(crate) fn wait<T>(&self, answer: impl Future<Output = T>) -> T {
        let _entered = self.background.handle().enter();
        block_on(answer)
    }

    pub(crate) fn items<T>(&self, items: crate::Items<T>) -> Items<T> {
        Items { items, client: self.clone() }
    }
}

impl fmt::Debug for MultiverseClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("blocking::MultiverseClient").field("url", &self.url()).finish_non_exhaustive()
    }
}

/// The items of a list, page by page as they are asked for. It ends after the first error.
#[must_use = "nothing is asked for until the items are"]
#[derive(Debug)]
pub struct Items<T> {
    items: crate::Items<T>,
    client: MultiverseClient,
}

impl<T> Iterator for Items<T> {
    type Item = Result<T, ClientError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { items, client } = self;
        client.wait(items.next())
    }
}

/// A writer that blocks, where one is wanted that does not.
struct Blocking<'w, W>(&'w mut W);

impl<W: Write> AsyncWrite for Blocking<'_, W> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Poll::Ready(self.0.write(bytes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(self.0.flush())
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.poll_flush(context)
    }
}
