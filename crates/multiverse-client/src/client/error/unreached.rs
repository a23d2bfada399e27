//! How far a request got.

use std::fmt;

/// How far a request got that no Multiverse answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreached {
    /// There was no connection; nothing was sent.
    NoConnection,
    /// There was a connection, and no trust: the certificate is not one that this machine knows.
    Untrusted,
    /// The connection broke before the answer. The request may have been done.
    Broken,
    /// A gateway answered for it, with this status.
    Gateway(u16),
}

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoConnection => f.write_str("there is no connection; check the address and the network"),
            Self::Untrusted => f.write_str(
                "its certificate is not trusted; check the address, or trust its root certificate",
            ),
            Self::Broken => f.write_str("the connection broke; try again"),
            Self::Gateway(status) => write!(f, "a gateway answered {status} in its place; try again"),
        }
    }
}
