//! The client of one server: every route of its API, typed.

mod access;
mod build_error;
mod builder;
mod error;
mod events;
mod forks;
mod key;
mod methods;
mod operations;
mod page;
mod passages;
mod players;
mod progress;
mod random;
mod retry;
mod settings;
mod snapshots;
mod tls;
mod token;
mod transport;
mod travel;
mod universes;

use std::fmt;
use std::sync::{Arc, Mutex};

use reqwest::Url;
use worldline::Encoder;

pub use build_error::BuildError;
pub use builder::ClientBuilder;
pub use error::{BadAnswer, ClientError, Mismatch, Refusal, Unreached};
pub use events::{Event, Heard, News};
pub use key::{IdempotencyKey, InvalidKey};
pub use page::Items;
pub use progress::Progress;
pub use retry::RetryPolicy;
pub use snapshots::{At, Base, Download, Downloaded, Form, JsonSnapshot, Upload, Uploaded, Written};
pub use universes::{EntityTag, Tagged};

use random::Random;
use settings::Settings;
use token::Token;

/// A server of Multiverse, as one player sees it.
///
/// Cheap to clone; clones share their connections. Calls run on the tokio runtime that they are awaited on; programs
/// without one use `blocking::MultiverseClient` (feature `blocking`), which has the same methods.
///
/// ```no_run
/// use multiverse_client::{Download, MultiverseClient, Upload};
/// use multiverse_model::wire::{CreateUniverse, RegisterPlayer};
/// use multiverse_model::{DisplayName, Tick, UniverseName};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = MultiverseClient::builder("http://127.0.0.1:8080").build()?;
/// let ada = RegisterPlayer { display_name: Some(DisplayName::new("Ada")?), ..RegisterPlayer::default() };
/// let token = client.register(ada).await?.token.ok_or("this server needs no tokens")?;
/// let client = client.with_token(token.reveal())?;
///
/// let village = client.create_universe(CreateUniverse::named(UniverseName::new("The village")?)).await?;
/// let saved = client.upload(&village.id, Upload::new(Tick::new(1200)?, r#"{"people":[]}"#)).await?;
/// let loaded = client.download(&village.id, Download::latest()).await?;
/// assert_eq!(loaded.entry.checksum, saved.entry.checksum);
/// # Ok(())
/// # }
/// ```
///
/// # What is tried again
///
/// Connections that cannot be made or that break, answers that do not come, and the statuses 408, 429, 502, 503 and 504,
/// as the [`RetryPolicy`] says. Every POST carries an [`IdempotencyKey`], and everything else is such that doing it twice
/// is doing it once, so a repeat does no harm; a change of metadata on a condition is the exception, and is repeated only
/// if it certainly was not done. Downloads go on where they broke off.
///
/// # Proxies and redirects
///
/// The client connects to the server's address and nowhere else: variables like `HTTPS_PROXY` are not looked at, and an
/// answer that redirects is an error that says where to, so that a token never goes to another host.
#[derive(Clone)]
pub struct MultiverseClient {
    shared: Arc<Shared>,
    token: Option<Token>,
    key: Option<IdempotencyKey>,
}

/// What the clones of a client have in common.
struct Shared {
    http: reqwest::Client,
    base: Url,
    settings: Settings,
    random: Random,
    /// One encoder of deltas, with its buffers, while nobody uses it.
    encoder: Mutex<Option<Box<Encoder>>>,
}

impl MultiverseClient {
    /// Begins a client of the server at `url`, as `https://multiverse.example.org`.
    pub fn builder(url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(url)
    }

    /// The same client with a player's token. It shares its connections with this one.
    ///
    /// # Errors
    /// [`BuildError::Token`], if the text has characters that no token has.
    pub fn with_token(&self, token: &str) -> Result<Self, BuildError> {
        Ok(Self { token: Some(Token::new(token)?), ..self.clone() })
    }

    /// The same client, whose next POST carries this key: for one call that may have to be repeated after a crash.
    ///
    /// Use the client that this answers for that one call. Another call with the same key is refused
    /// ([`ProblemType::IdempotencyKeyReused`](multiverse_model::ProblemType::IdempotencyKeyReused)).
    #[must_use]
    pub fn with_key(&self, key: IdempotencyKey) -> Self {
        Self { key: Some(key), ..self.clone() }
    }

    /// Where the server is.
    #[must_use]
    pub fn url(&self) -> &str {
        self.shared.base.as_str()
    }

    fn settings(&self) -> &Settings {
        &self.shared.settings
    }
}

impl fmt::Debug for MultiverseClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MultiverseClient").field("url", &self.url()).finish_non_exhaustive()
    }
}
