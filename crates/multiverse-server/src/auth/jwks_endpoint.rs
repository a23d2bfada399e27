//! Where an identity provider publishes its keys.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Client, StatusCode, Url, redirect};

use super::install_crypto;
use super::jwt_setup::JwtSetupError;
use super::key_set::KeySet;

/// From the first packet to the last byte.
const TIMEOUT: Duration = Duration::from_secs(10);
/// A key takes about one KiB.
const MAX_RESPONSE_BYTES: usize = 1 << 20;
const MAX_REDIRECTS: usize = 3;

/// A JWKS URL and the client that asks it.
#[derive(Debug)]
pub(crate) struct JwksEndpoint {
    client: Client,
    url: Url,
}

/// Why there is no key set; all of these may pass by themselves.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    /// No answer, or not all of it, or a redirect to where we do not go.
    #[error("the identity provider did not answer: {0}")]
    NoAnswer(#[source] reqwest::Error),
    /// An answer, and not with a key set.
    #[error("the identity provider answered with status {0}")]
    Status(StatusCode),
    /// More than a key set can have.
    #[error("the identity provider's answer is longer than {MAX_RESPONSE_BYTES} bytes")]
    TooLarge,
    /// Not JSON, or other JSON.
    #[error("the identity provider's answer is not a JWK set: {0}")]
    NotAKeySet(#[source] serde_json::Error),
}

impl JwksEndpoint {
    /// Takes the address; asks nothing yet.
    ///
    /// # Errors
    /// - [`JwtSetupError::BadUrl`]: not an absolute URL of scheme `http` or `https`.
    /// - [`JwtSetupError::NoHttpClient`]: no TLS on this machine.
    pub(crate) fn new(url: &str) -> Result<Self, JwtSetupError> {
        let url = Url::parse(url).map_err(|_| JwtSetupError::BadUrl)?;
        let has_host = url.host_str().is_some_and(|host| !host.is_empty());
        if !matches!(url.scheme(), "http" | "https") || !has_host {
            return Err(JwtSetupError::BadUrl);
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            tracing::warn!(
                url = shown(&url),
                "keys come over plain http: who can change them on the way can be any player; use https"
            );
        }
        install_crypto();
        let mut client = Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::custom(follow));
        if is_loopback(&url) {
            // A proxy's loopback is another one than ours.
            client = client.no_proxy();
        }
        let client = client.build().map_err(JwtSetupError::NoHttpClient)?;
        Ok(Self { client, url })
    }

    /// The address without what may be secret in it (user, password, query), for the log.
    #[must_use]
    pub(crate) fn shown(&self) -> String {
        shown(&self.url)
    }

    /// Asks once for the keys.
    ///
    /// # Errors
    /// By [`FetchError`].
    pub(crate) async fn fetch(&self) -> Result<KeySet, FetchError> {
        // The error's own text would name the URL, with what may be secret in it.
        let no_answer = |error: reqwest::Error| FetchError::NoAnswer(error.without_url());
        let mut response = self.client.get(self.url.clone()).send().await.map_err(no_answer)?;
        if response.status() != StatusCode::OK {
            return Err(FetchError::Status(response.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            if body.len() + chunk.len() > MAX_RESPONSE_BYTES {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        KeySet::from_json(&body).map_err(FetchError::NotAKeySet)
    }
}

/// A provider may move its document, but not from TLS to plain text or to anything that is not HTTP.
fn follow(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let same_scheme = attempt.previous().last().is_some_and(|from| from.scheme() == attempt.url().scheme());
    if !same_scheme {
        attempt.error("a redirect to another scheme")
    } else if attempt.previous().len() > MAX_REDIRECTS {
        attempt.error("too many redirects")
    } else {
        attempt.follow()
    }
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    })
}

fn shown(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}
