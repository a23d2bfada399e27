//! How the server is told whose JWTs to believe.

use std::path::PathBuf;
use std::time::Duration;

use super::key::UnusableKey;

/// Settings of `--auth jwt`.
#[derive(Debug, Clone)]
pub(crate) struct JwtConfig {
    /// A PEM public key (RSA, EC P-256 or Ed25519), or anything else: then its trimmed bytes are an HMAC secret.
    /// Either this or `jwks_url` is given.
    pub(crate) key_file: Option<PathBuf>,
    /// Where the identity provider publishes its keys, `https://…` or `http://…`.
    pub(crate) jwks_url: Option<String>,
    /// What a token's `iss` must be; not looked at if absent.
    pub(crate) issuer: Option<String>,
    /// What a token's `aud` must be or contain; not looked at if absent.
    pub(crate) audience: Option<String>,
    /// The claim that holds the player's id.
    pub(crate) player_claim: String,
    /// How far the provider's clock and ours may be apart when `exp` and `nbf` are judged.
    pub(crate) leeway: Duration,
}

impl Default for JwtConfig {
    fn default() -> Self {
        Self {
            key_file: None,
            jwks_url: None,
            issuer: None,
            audience: None,
            player_claim: "sub".to_owned(),
            leeway: Duration::from_secs(60),
        }
    }
}

/// Settings with which no JWT could be checked; the text says what to change.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JwtSetupError {
    /// Neither a key file nor a JWKS URL, or both.
    #[error("with JWTs for authentication, give either a key file or a JWKS URL")]
    NotOneKeySource,
    /// The key file cannot be read.
    #[error("the JWT key file {} cannot be read", path.display())]
    UnreadableKeyFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The key file was read, and is no key to check tokens with.
    #[error("the JWT key file {} {reason}", path.display())]
    UnusableKeyFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: UnusableKey,
    },
    /// Not an address that keys can be fetched from.
    #[error("the JWKS URL must be an absolute http:// or https:// URL")]
    BadUrl,
    /// The HTTP client cannot be made, say because the machine has no root certificates.
    #[error("the HTTP client that fetches the JWKS cannot be set up")]
    NoHttpClient(#[source] reqwest::Error),
}
