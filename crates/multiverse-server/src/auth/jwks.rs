//! The identity provider's keys, kept fresh.
//!
//! Fetched at start, every ten minutes, and at once when a token names a key that we do not have: so a provider can
//! change keys without telling us. Between two fetches lie at least 30 seconds, whatever tokens say, so that nobody can
//! use us to hammer the provider. While a fetch fails, the keys that we have stay in force.

use std::pin::pin;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use futures::stream::{self, Stream, StreamExt};
use tokio::sync::Mutex;

use super::clock::Clock;
use super::jwks_endpoint::{FetchError, JwksEndpoint};
use super::key_set::KeySet;

const REFRESH_EVERY: Duration = Duration::from_secs(600);
const MIN_BETWEEN_FETCHES: Duration = Duration::from_secs(30);

/// The key set of one provider.
pub(crate) struct Jwks {
    endpoint: JwksEndpoint,
    clock: Arc<dyn Clock>,
    /// `None` until a fetch has succeeded.
    current: ArcSwapOption<KeySet>,
    /// When the last fetch began. Locked for as long as one runs, so that whoever comes meanwhile waits for its result.
    last_fetch: Arc<Mutex<Option<Instant>>>,
}

impl Jwks {
    /// Fetches the keys, and goes on doing so until the last reference to the result is gone.
    ///
    /// A failure is logged and no error: the provider may come up after us.
    pub(crate) async fn start(endpoint: JwksEndpoint, clock: Arc<dyn Clock>) -> Arc<Self> {
        Self::start_with(endpoint, clock, every(REFRESH_EVERY)).await
    }

    async fn start_with(
        endpoint: JwksEndpoint,
        clock: Arc<dyn Clock>,
        ticks: impl Stream<Item = ()> + Send + 'static,
    ) -> Arc<Self> {
        let jwks = Arc::new(Self {
            endpoint,
            clock,
            current: ArcSwapOption::empty(),
            last_fetch: Arc::new(Mutex::new(None)),
        });
        jwks.refresh().await;
        tokio::spawn(Self::refresh_on(Arc::downgrade(&jwks), ticks));
        jwks
    }

    /// Returns the keys to judge a token with this `kid` by; `None` if there never were any.
    ///
    /// Costs nothing if the key is known. Else the keys are fetched first, if they may be; the set that is returned may
    /// still not have the key.
    pub(crate) async fn keys_for(self: &Arc<Self>, kid: Option<&str>) -> Option<Arc<KeySet>> {
        if let Some(keys) = self.current.load_full().filter(|keys| keys.knows(kid)) {
            return Some(keys);
        }
        self.refresh().await;
        self.current.load_full()
    }

    /// Fetches the keys unless that was tried less than 30 seconds ago; waits for a fetch that is under way.
    async fn refresh(self: &Arc<Self>) {
        let mut last_fetch = Arc::clone(&self.last_fetch).lock_owned().await;
        let now = self.clock.instant();
        if last_fetch.is_some_and(|then| now.saturating_duration_since(then) < MIN_BETWEEN_FETCHES) {
            return;
        }
        *last_fetch = Some(now);
        let jwks = Arc::clone(self);
        // In a task of its own: a client that asks and hangs up must not end the fetch, or it could keep us from ever
        // seeing a new key.
        let fetch = tokio::spawn(async move {
            jwks.take(jwks.endpoint.fetch().await);
            drop(last_fetch);
        });
        if let Err(error) = fetch.await {
            tracing::error!(%error, "fetching the JWKS ended in a way that it should not; the keys stay as they were");
        }
    }

    fn take(&self, fetched: Result<KeySet, FetchError>) {
        let url = self.endpoint.shown();
        match fetched {
            Ok(keys) => {
                if keys.len() == 0 {
                    tracing::warn!(
                        url,
                        "the JWKS has no key that this server can use: every token is refused"
                    );
                } else {
                    tracing::debug!(url, keys = keys.len(), "the JWKS was fetched");
                }
                self.current.store(Some(Arc::new(keys)));
            }
            Err(error) => {
                let error: &(dyn std::error::Error + 'static) = &error;
                if self.current.load().is_some() {
                    tracing::warn!(url, error, "the JWKS could not be fetched; the keys stay as they were");
                } else {
                    tracing::warn!(
                        url,
                        error,
                        "the JWKS could not be fetched; until it is, no token can be checked"
                    );
                }
            }
        }
    }

    async fn refresh_on(jwks: Weak<Self>, ticks: impl Stream<Item = ()>) {
        let mut ticks = pin!(ticks);
        while ticks.next().await.is_some() {
            let Some(jwks) = jwks.upgrade() else { return };
            jwks.refresh().await;
        }
    }
}

fn every(period: Duration) -> impl Stream<Item = ()> + Send {
    stream::unfold((), move |()| async move {
        tokio::time::sleep(period).await;
        Some(((), ()))
    })
}

#[cfg(test)]
mod tests;
