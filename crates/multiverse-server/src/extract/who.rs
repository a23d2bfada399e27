//! Who calls.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{Method, Uri};
use multiverse_model::Actor;
use multiverse_store::{Caller, IdempotencyKey};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::authenticate::Identity;
use crate::refusal::Answer;

/// The `Idempotency-Key` of a request, and what a handler makes of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct IdempotencyHeader {
    /// The key as the client sent it.
    pub key: Option<Arc<str>>,
    /// Set once the whole request is known.
    pub seen: Arc<OnceLock<IdempotencyKey>>,
}

/// The sender of a request.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub identity: Identity,
    pub idempotency: IdempotencyHeader,
}

impl Who {
    pub(crate) fn actor(&self) -> &Actor {
        &self.identity.actor
    }

    /// The caller of a request that is done each time.
    pub(crate) fn caller(&self) -> Caller {
        let idempotency = self.idempotency.seen.get().copied();
        Caller { actor: self.identity.actor.clone(), token: self.identity.token, idempotency }
    }

    /// Notes what the request is, so that a repeat of it is recognised: by player and key, with the fingerprint to
    /// tell another request under the same key.
    pub(crate) fn fingerprint(
        &self,
        method: &str,
        path_and_query: &str,
        body: &[u8],
    ) -> Option<IdempotencyKey> {
        let key = self.idempotency.key.as_ref()?;
        let player = self.identity.actor.player().map_or("", |player| player.as_str());
        let fingerprint = digest(&[method.as_bytes(), path_and_query.as_bytes(), body]);
        let key = IdempotencyKey { key_hash: digest(&[player.as_bytes(), key.as_bytes()]), fingerprint };
        Some(*self.idempotency.seen.get_or_init(|| key))
    }
}

impl Who {
    /// Recognises a repeat of a request that has no body.
    pub(crate) async fn without_body(&self, app: &App, method: &Method, uri: &Uri) -> Answer<()> {
        let path = uri.path_and_query().map_or("", |path| path.as_str());
        match self.fingerprint(method.as_str(), path, &[]) {
            Some(key) => Ok(app.store.check_repeat(key).await?),
            None => Ok(()),
        }
    }
}

/// SHA-256 over parts, each behind its length, so that no two lists of parts are alike.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let nobody = Identity { actor: Actor::Anonymous, token: None };
        Ok(Self {
            identity: parts.extensions.get().cloned().unwrap_or(nobody),
            idempotency: parts.extensions.get().cloned().unwrap_or_default(),
        })
    }
}
