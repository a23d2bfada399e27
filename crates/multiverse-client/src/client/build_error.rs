//! Why a client cannot be made.

/// Why a client cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The address is none.
    #[error("{url:?} is not a server's address; write it as https://host or http://host:port")]
    Url {
        /// What was given.
        url: String,
    },
    /// The token has characters that none has.
    #[error("the token has characters that no token has; copy it again")]
    Token,
    /// The user agent has characters that a header cannot carry.
    #[error("the user agent has characters that a header cannot carry")]
    UserAgent,
    /// A root certificate is no PEM text with certificates, or this system takes none.
    #[error("a root certificate cannot be used; it is a PEM file with at least one certificate")]
    Certificate,
    /// The system's certificates cannot be read.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// HTTP cannot be set up.
    #[error("HTTP cannot be set up")]
    Http(#[source] reqwest::Error),
    /// The system gives no thread for the runtime of a blocking client.
    #[error("the system gives no thread")]
    Runtime(#[source] std::io::Error),
}
