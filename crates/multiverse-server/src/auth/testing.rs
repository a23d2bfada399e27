//! What the tests of this module share: a clock that stands still, and an identity provider's signing keys.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::clock::Clock;

/// The time at which every test plays, in seconds since 1970.
pub(super) const NOW: u64 = 1_800_000_000;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/jwt/test-only-", $name, ".pem"))
            .as_slice()
    };
}
pub(super) use fixture;

/// An HMAC secret of 32 bytes, the shortest that is accepted.
pub(super) const SECRET: &[u8] = b"test-only-test-only-test-only-32";

/// Stands still until it is told to go on.
pub(super) struct ManualClock {
    unix: AtomicU64,
    instant: Mutex<Instant>,
}

impl ManualClock {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { unix: AtomicU64::new(NOW), instant: Mutex::new(Instant::now()) })
    }

    pub(super) fn advance(&self, by: Duration) {
        self.unix.fetch_add(by.as_secs(), Ordering::SeqCst);
        *self.instant.lock().unwrap() += by;
    }
}

impl Clock for ManualClock {
    fn unix_seconds(&self) -> u64 {
        self.unix.load(Ordering::SeqCst)
    }

    fn instant(&self) -> Instant {
        *self.instant.lock().unwrap()
    }
}

/// A key that signs, as the identity provider has it.
pub(super) struct Signer {
    algorithm: Algorithm,
    key: EncodingKey,
}

impl Signer {
    pub(super) fn new(algorithm: Algorithm, key: EncodingKey) -> Self {
        Self { algorithm, key }
    }

    pub(super) fn secret(secret: &[u8]) -> Self {
        Self::new(Algorithm::HS256, EncodingKey::from_secret(secret))
    }

    pub(super) fn rsa() -> Self {
        Self::rsa_with(Algorithm::RS256)
    }

    pub(super) fn rsa_with(algorithm: Algorithm) -> Self {
        Self::new(algorithm, EncodingKey::from_rsa_pem(fixture!("rsa.private")).unwrap())
    }

    pub(super) fn other_rsa() -> Self {
        Self::new(Algorithm::RS256, EncodingKey::from_rsa_pem(fixture!("rsa-other.private")).unwrap())
    }

    pub(super) fn p256() -> Self {
        Self::new(Algorithm::ES256, EncodingKey::from_ec_pem(fixture!("p256.private")).unwrap())
    }

    pub(super) fn ed25519() -> Self {
        Self::new(Algorithm::EdDSA, EncodingKey::from_ed_pem(fixture!("ed25519.private")).unwrap())
    }

    pub(super) fn signs(&self, claims: &Value) -> String {
        self.signs_as(None, claims)
    }

    pub(super) fn signs_as(&self, kid: Option<&str>, claims: &Value) -> String {
        self.signs_under(&Header { kid: kid.map(str::to_owned), ..Header::new(self.algorithm) }, claims)
    }

    pub(super) fn signs_under(&self, header: &Header, claims: &Value) -> String {
        jsonwebtoken::encode(header, claims, &self.key).unwrap()
    }

    /// The public half, as a provider lists it.
    pub(super) fn jwk(&self, kid: &str) -> Value {
        let mut jwk =
            serde_json::to_value(Jwk::from_encoding_key(&self.key, self.algorithm).unwrap()).unwrap();
        jwk["kid"] = kid.into();
        jwk["use"] = "sig".into();
        jwk
    }
}

/// Good claims of the player `ada`, valid for an hour from [`NOW`].
pub(super) fn claims_of_ada() -> Value {
    json!({ "sub": "ada", "exp": NOW + 3600 })
}

/// A provider's document, listing these keys.
pub(super) fn jwks_of(signers: &[(&Signer, &str)]) -> String {
    json!({ "keys": signers.iter().map(|(signer, kid)| signer.jwk(kid)).collect::<Vec<_>>() }).to_string()
}
