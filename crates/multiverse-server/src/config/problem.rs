//! What can be wrong, or risky, about a configuration. Each message says what to do.

use std::net::SocketAddr;

/// Values that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// `*` would let any web page act with a player's token.
    #[error("cors-origin * needs auth open; name the origins of your game instead")]
    AnyOriginNeedsOpenAuth,
    /// A certificate alone.
    #[error("tls-cert needs tls-key; name the private key's file too")]
    CertWithoutKey,
    /// A key alone.
    #[error("tls-key needs tls-cert; name the certificate's file too")]
    KeyWithoutCert,
    /// Nothing to verify signatures with.
    #[error("auth jwt needs jwt-key-file or jwt-jwks-url; name where your identity provider's keys are")]
    JwtWithoutKey,
    /// Keys cannot be fetched from there. The value is not named: it may hold credentials.
    #[error("jwt-jwks-url must start with https:// or http://; give the whole URL of the key set")]
    JwksWithoutUrl,
    /// Nothing to tell players apart by.
    #[error("auth jwt needs jwt-player-claim; name the claim that holds a player's id, such as sub")]
    JwtWithoutPlayerClaim,
    /// Two listeners cannot share an address.
    #[error("metrics-listen is the API's own address {0}; leave it out, or choose another port")]
    MetricsOnTheSameAddress(SocketAddr),
    /// Every large upload would be put off for ever.
    #[error(
        "upload-memory-bytes ({upload_memory_bytes}) is below max-document-bytes ({max_document_bytes}); \
         raise the one or lower the other"
    )]
    NoMemoryForAnUpload {
        /// What all uploads may hold together.
        upload_memory_bytes: u64,
        /// What one of them may need.
        max_document_bytes: u64,
    },
    /// A client that was away for a night could not go on.
    #[error("event-retention must be at least 24h, which clients are promised; raise it")]
    EventsForgotten,
    /// Nothing can be done every no time.
    #[error("event-heartbeat and upkeep-every must be longer than nothing; 15s and 1m are good")]
    NoPeriod,
    /// Every quiet stream would be cut off.
    #[error("event-patience must be longer than event-heartbeat; three times as long is good")]
    NoPatience,
}

/// What works but deserves a second look.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigWarning {
    /// Open auth on an address that others can reach.
    #[error(
        "auth open on {0}: EVERYONE who can reach this address can read, change and delete EVERY universe \
         in any player's name; use auth token or jwt unless that is what you want"
    )]
    OpenToTheNetwork(SocketAddr),
    /// Open auth on loopback.
    #[error(
        "auth open: every program on this machine can act in any player's name; \
         use auth token or jwt for players whom you do not trust"
    )]
    Open,
    /// Tokens that were issued for another service are believed.
    #[error(
        "auth jwt without jwt-audience believes tokens that were issued for other services too; \
         set it to what your tokens' aud says"
    )]
    AnyAudience,
    /// Tokens cross a network unencrypted.
    #[error(
        "listening on {0} without TLS: tokens can be read on the way; \
         set tls-cert and tls-key, or put a proxy before the server and set trust-proxy"
    )]
    TokensInTheClear(SocketAddr),
}
