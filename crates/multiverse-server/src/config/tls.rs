//! The files that TLS needs.

use std::path::PathBuf;

use super::ConfigError;

/// The files that TLS needs, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by those that it rests on.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl TlsFiles {
    /// Returns both files, or nothing if neither was named.
    ///
    /// # Errors
    /// [`ConfigError::CertWithoutKey`] or [`ConfigError::KeyWithoutCert`]: serving without TLS then would surprise.
    pub fn from_paths(cert: Option<PathBuf>, key: Option<PathBuf>) -> Result<Option<Self>, ConfigError> {
        match (cert, key) {
            (Some(cert), Some(key)) => Ok(Some(Self { cert, key })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(ConfigError::CertWithoutKey),
            (None, Some(_)) => Err(ConfigError::KeyWithoutCert),
        }
    }
}
