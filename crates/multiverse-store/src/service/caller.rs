//! Who calls.

use multiverse_model::Actor;

/// Who asks for something, and how often they may mean the same by it.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who they are.
    pub actor: Actor,
    /// The hash of the token that they sent, if it is one of ours: it survives a revocation of the others.
    pub token: Option<[u8; 32]>,
    /// Set on a request that may be repeated and must then be done once.
    pub idempotency: Option<IdempotencyKey>,
}

/// What makes a repeated request recognisable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// SHA-256 over the player and the key that the client chose. The key itself is not stored.
    pub key_hash: [u8; 32],
    /// SHA-256 over the request: method, path and body.
    pub fingerprint: [u8; 32],
}

impl Caller {
    /// A caller whose requests are each done.
    #[must_use]
    pub fn new(actor: Actor) -> Self {
        Self { actor, token: None, idempotency: None }
    }
}
