//! Making a client.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderValue;
use reqwest::Url;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::build_error::BuildError;
use super::random::Random;
use super::retry::RetryPolicy;
use super::settings::Settings;
use super::token::Token;
use super::{MultiverseClient, Shared, tls};

/// Settings of a client to be made. What is not set has the default that its method names.
///
/// ```
/// use std::time::Duration;
/// use multiverse_client::{MultiverseClient, RetryPolicy};
///
/// let client = MultiverseClient::builder("https://multiverse.example.org")
///     .token("mv_…")
///     .idle_timeout(Duration::from_secs(10))
///     .retry(RetryPolicy { attempts: 3, ..RetryPolicy::default() })
///     .user_agent("my-game/1.2")
///     .build();
/// # assert!(client.is_err(), "a token is visible ASCII");
/// # let client = MultiverseClient::builder("https://multiverse.example.org").token("mv_1").build();
/// # assert!(client.is_ok());
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    url: String,
    token: Option<String>,
    roots: Vec<Vec<u8>>,
    user_agent: String,
    connect_timeout: Duration,
    settings: Settings,
    random: Random,
}

impl fmt::Debug for ClientBuilder {
    /// Without the token, and without the address, in which people write passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl ClientBuilder {
    pub(super) fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            token: None,
            roots: Vec::new(),
            user_agent: concat!("multiverse-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            settings: Settings::default(),
            random: Random::of_the_system(),
        }
    }

    /// The player's token. Without one the caller is nobody, who sees what is public.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// How long a connection may take to be made; 10 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// For how long no byte may go or come; 30 s. A transfer that goes on, however slowly, is not cut off. Between the
    /// last byte that goes and the first that comes the server works, so leave it time for the largest world.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.idle_timeout = timeout;
        self
    }

    /// How long a small request may take, from its first byte to the answer's last; 30 s. Uploads and downloads of
    /// snapshots, and streams of events, have the idle timeout alone.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.settings.request_timeout = timeout;
        self
    }

    /// For how long nothing may come on a stream of events before it is connected anew; 45 s, which is three of the
    /// server's heartbeats.
    pub fn event_silence(mut self, silence: Duration) -> Self {
        self.settings.event_silence = silence;
        self
    }

    /// How often and how long calls are tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// Whether uploads are compressed where that makes them smaller, and answers asked for compressed; true. With false
    /// the processor is spared, as on the same machine. Deltas are sent either way.
    pub fn compression(mut self, compression: bool) -> Self {
        self.settings.compression = compression;
        self
    }

    /// Trusts the certificates in a PEM text beside those that the system trusts. Not on Android.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// The longest answer in JSON that is taken, after unpacking; 32 MiB.
    pub fn max_json_bytes(mut self, bytes: u64) -> Self {
        self.settings.max_json_bytes = bytes;
        self
    }

    /// The largest document that is downloaded, after unpacking; 256 MiB.
    pub fn max_document_bytes(mut self, bytes: u64) -> Self {
        self.settings.max_document_bytes = bytes;
        self
    }

    /// What the client calls itself; its own name and version.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Where pauses and idempotency keys get their randomness from, so that a test can repeat them: fills the buffer,
    /// or answers false if it cannot. The system's by default; who chooses another must not let its keys be guessed.
    pub fn randomness(mut self, fill: impl Fn(&mut [u8]) -> bool + Send + Sync + 'static) -> Self {
        self.random = Random::new(fill);
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`BuildError`]: which setting is wrong.
    pub fn build(self) -> Result<MultiverseClient, BuildError> {
        let base = parse_url(&self.url)?;
        let token = self.token.map(|token| Token::new(&token)).transpose()?;
        let agent = HeaderValue::from_str(&self.user_agent).map_err(|_| BuildError::UserAgent)?;
        let roots = self.roots.iter().map(|pem| certificates(pem)).collect::<Result<Vec<_>, _>>()?.concat();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(base.scheme() == "https", roots)?)
            // What stands in the environment of a game must not decide where its saves go.
            .no_proxy()
            // The token is for this server alone.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .user_agent(agent)
            .build()
            .map_err(BuildError::Http)?;
        let shared =
            Shared { http, base, settings: self.settings, random: self.random, encoder: Mutex::new(None) };
        Ok(MultiverseClient { shared: Arc::new(shared), token, key: None })
    }

    /// Makes the client for programs without an async runtime.
    ///
    /// # Errors
    /// [`BuildError`]: which setting is wrong.
    #[cfg(feature = "blocking")]
    pub fn build_blocking(self) -> Result<crate::blocking::MultiverseClient, BuildError> {
        crate::blocking::MultiverseClient::new(self.build()?)
    }
}

fn parse_url(text: &str) -> Result<Url, BuildError> {
    let is_base = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    };
    // A password in it is not to be shown.
    let shown = || text.rsplit('@').next().unwrap_or_default().to_owned();
    Url::parse(text).ok().filter(is_base).ok_or_else(|| BuildError::Url { url: shown() })
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let found: Vec<_> =
        CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|_| BuildError::Certificate)?;
    if found.is_empty() { Err(BuildError::Certificate) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_http_and_no_more_than_a_place() {
        for good in ["http://127.0.0.1:8080", "https://example.org/", "https://example.org/worlds/"] {
            assert!(ClientBuilder::new(good).build().is_ok(), "{good}");
        }
        for bad in
            ["", "example.org", "ftp://example.org", "http://", "http://a?b", "http://a#b", "http://u@a"]
        {
            assert!(matches!(ClientBuilder::new(bad).build(), Err(BuildError::Url { .. })), "{bad}");
        }
    }

    #[test]
    fn no_error_and_no_debug_shows_a_secret() {
        let builder = ClientBuilder::new("http://ada:secret@a").token("secret");
        assert!(!format!("{builder:?}").contains("secret"));
        let error = builder.build().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"));
        let client = ClientBuilder::new("http://a").token("secret").build().unwrap();
        assert!(!format!("{client:?}").contains("secret"));
        let error = ClientBuilder::new("http://a").token("secret\n").build().unwrap_err();
        assert!(matches!(error, BuildError::Token));
        assert!(!format!("{error} {error:?}").contains("secret"));
    }

    #[test]
    fn a_root_certificate_is_a_pem_text_with_one() {
        for bad in ["", "certainly not", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
            let built = ClientBuilder::new("https://a").root_certificate(bad).build();
            assert!(matches!(built, Err(BuildError::Certificate)), "{bad}");
        }
    }
}
