//! Why the settings of `--auth jwt` do not work.

use std::path::PathBuf;

use super::key::UnusableKey;

/// Settings with which no JWT could be checked; the text says what to change.
#[derive(Debug, thiserror::Error)]
pub enum JwtSetupError {
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
