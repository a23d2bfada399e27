//! Tokens of a game's own identity provider.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, Header, Validation, decode_header};
use multiverse_model::PlayerId;
use serde_json::Value;

use super::clock::{Clock, SystemClock};
use super::jwks::Jwks;
use super::jwks_endpoint::JwksEndpoint;
use super::jwt_setup::JwtSetupError;
use super::key::{Claims, VerifyingKey};
use super::key_set::KeySet;
use crate::config::JwtSettings;

/// What the headers of a request may hold altogether is rarely more.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// Checks JWTs and says which player they name.
pub(crate) struct JwtVerifier {
    keys: Keys,
    rules: Validation,
    player_claim: String,
    leeway_seconds: f64,
    clock: Arc<dyn Clock>,
}

enum Keys {
    /// From a file. A token's `kid` says nothing about it.
    Fixed(Arc<KeySet>),
    /// From the provider, under the ids that tokens name.
    Published(Arc<Jwks>),
}

/// Why a token names no player; the text is for the client and has nothing of the token in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwtError {
    /// Will never be accepted; why not, in a sentence.
    #[error("{0}")]
    Invalid(&'static str),
    /// Was good once: get a new one.
    #[error("The token has expired; sign in again.")]
    Expired,
    /// Is good, and names nobody that could be a player here.
    #[error("The token's claim {claim:?} is not a player id (1 to 128 characters of A-Z a-z 0-9 : . _ ~ -).")]
    NoPlayer {
        /// The claim in which the id should stand.
        claim: String,
    },
    /// Cannot be judged now: try again later.
    #[error("The server has not been able to get the identity provider's keys yet; try again in a minute.")]
    Unavailable,
}

impl JwtVerifier {
    /// Reads the key file, or fetches the provider's keys and goes on doing so in the background.
    ///
    /// That a provider does not answer is logged and no error: until it does, tokens are
    /// [`JwtError::Unavailable`]. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// By [`JwtSetupError`]: the settings or the key file have to be changed.
    pub(crate) async fn new(config: JwtSettings) -> Result<Arc<Self>, JwtSetupError> {
        Self::with_clock(config, Arc::new(SystemClock)).await
    }

    pub(super) async fn with_clock(
        config: JwtSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<Self>, JwtSetupError> {
        let rules = rules(&config);
        let keys = match (config.key_file, config.jwks_url) {
            (Some(path), None) => match tokio::fs::read(&path).await {
                Err(source) => return Err(JwtSetupError::UnreadableKeyFile { path, source }),
                Ok(content) => match VerifyingKey::from_file(&content) {
                    Err(reason) => return Err(JwtSetupError::UnusableKeyFile { path, reason }),
                    Ok(key) => Keys::Fixed(Arc::new(KeySet::of(key))),
                },
            },
            (None, Some(url)) => {
                Keys::Published(Jwks::start(JwksEndpoint::new(&url)?, Arc::clone(&clock)).await)
            }
            (None, None) | (Some(_), Some(_)) => return Err(JwtSetupError::NotOneKeySource),
        };
        Ok(Arc::new(Self {
            keys,
            rules,
            player_claim: config.player_claim,
            leeway_seconds: config.leeway.as_secs_f64(),
            clock,
        }))
    }

    /// Returns the player whom `token` names, if it is signed with a key in force, is valid now, and is meant for us.
    ///
    /// May wait for the provider (10 seconds at most) if the token names a key that was not there before.
    ///
    /// # Errors
    /// By [`JwtError`].
    pub(crate) async fn verify(&self, token: &str) -> Result<PlayerId, JwtError> {
        let claims = self.claims(token).await?;
        let player = claims.get(&self.player_claim).and_then(Value::as_str).and_then(|id| id.parse().ok());
        player.ok_or_else(|| JwtError::NoPlayer { claim: self.player_claim.clone() })
    }

    /// Returns for how long `token` will still be good, leeway included: for what outlasts a request.
    ///
    /// # Errors
    /// As [`verify`](JwtVerifier::verify).
    pub(crate) async fn valid_for(&self, token: &str) -> Result<Duration, JwtError> {
        let claims = self.claims(token).await?;
        let expires = claims.get("exp").and_then(Value::as_f64).unwrap_or(0.0);
        let left = expires + self.leeway_seconds - self.clock.unix_seconds() as f64;
        // One that is too large for a duration is good for ever.
        Ok(Duration::try_from_secs_f64(left.max(0.0)).unwrap_or(Duration::MAX))
    }

    /// What a token claims, if it is to be believed and valid now.
    async fn claims(&self, token: &str) -> Result<Claims, JwtError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(JwtError::Invalid("The token is longer than 8192 bytes."));
        }
        let header = decode_header(token).map_err(refusal)?;
        if header.crit.is_some() {
            // RFC 7515, section 4.1.11: an extension that must be understood, and is not, makes the token invalid.
            return Err(JwtError::Invalid(
                "The token's header demands extensions that this server does not know.",
            ));
        }
        let claims = self.signed_claims(token, &header).await?;
        self.check_times(&claims)?;
        Ok(claims)
    }

    async fn signed_claims(&self, token: &str, header: &Header) -> Result<Claims, JwtError> {
        let (keys, kid) = match &self.keys {
            Keys::Fixed(keys) => (Arc::clone(keys), None),
            Keys::Published(jwks) => {
                let kid = header.kid.as_deref();
                (jwks.keys_for(kid).await.ok_or(JwtError::Unavailable)?, kid)
            }
        };
        let mut last =
            JwtError::Invalid("The token is signed with a key that the identity provider does not list.");
        for key in keys.named(kid) {
            match key.claims(token, &self.rules) {
                Ok(claims) => return Ok(claims),
                // Another key may have signed it.
                Err(error)
                    if matches!(error.kind(), ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm) =>
                {
                    last = refusal(error);
                }
                Err(error) => return Err(refusal(error)),
            }
        }
        Err(last)
    }

    /// RFC 7519, sections 4.1.4 and 4.1.5. Here and not in `jsonwebtoken`, which reads the machine's clock and whose
    /// arithmetic on a large leeway wraps.
    fn check_times(&self, claims: &Claims) -> Result<(), JwtError> {
        // Seconds since 1970 are far below 2^53, so a float holds them exactly.
        let now = self.clock.unix_seconds() as f64;
        let Some(expires) = claims.get("exp").and_then(Value::as_f64) else {
            return Err(JwtError::Invalid("The token has no time of expiry (claim \"exp\", a number)."));
        };
        if expires + self.leeway_seconds <= now {
            return Err(JwtError::Expired);
        }
        match claims.get("nbf").map(Value::as_f64) {
            None => Ok(()),
            Some(Some(starts)) if starts - self.leeway_seconds <= now => Ok(()),
            Some(Some(_)) => Err(JwtError::Invalid("The token is not valid yet (claim \"nbf\").")),
            Some(None) => Err(JwtError::Invalid("The token's claim \"nbf\" is not a number.")),
        }
    }
}

/// What `jsonwebtoken` is to check besides the signature. The algorithm is each key's own.
fn rules(config: &JwtSettings) -> Validation {
    let mut rules = Validation::new(Algorithm::RS256);
    rules.algorithms.clear();
    rules.validate_exp = false;
    rules.validate_nbf = false;
    rules.validate_aud = config.audience.is_some();
    rules.required_spec_claims.clear();
    if let Some(issuer) = &config.issuer {
        rules.set_issuer(&[issuer]);
        rules.required_spec_claims.insert("iss".to_owned());
    }
    if let Some(audience) = &config.audience {
        rules.set_audience(&[audience]);
        rules.required_spec_claims.insert("aud".to_owned());
    }
    rules
}

fn refusal(error: Error) -> JwtError {
    JwtError::Invalid(match error.into_kind() {
        ErrorKind::InvalidSignature => "The token's signature does not fit any key that this server trusts.",
        ErrorKind::InvalidAlgorithm => {
            "The token is signed with another algorithm than the server's key is for."
        }
        ErrorKind::InvalidIssuer => {
            "The token comes from another issuer than this server trusts (claim \"iss\")."
        }
        ErrorKind::InvalidAudience => "The token is meant for another server (claim \"aud\").",
        ErrorKind::MissingRequiredClaim(claim) if claim == "iss" => {
            "The token names no issuer (claim \"iss\")."
        }
        ErrorKind::MissingRequiredClaim(_) => "The token names no audience (claim \"aud\").",
        _ => "The token is not a JWT with well-formed claims, signed with HS256, RS256, ES256 or EdDSA.",
    })
}

#[cfg(test)]
mod tests;
