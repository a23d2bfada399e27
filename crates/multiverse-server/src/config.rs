//! What a server is started with.

mod auth;
mod cors;
mod problem;
mod tls;

pub use auth::{AuthConfig, JwtSettings};
pub use cors::{CorsOrigin, InvalidOrigin};
pub use problem::{ConfigError, ConfigWarning};
pub use tls::TlsFiles;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::limits::Limits;

/// What a server is started with: plain values, already read from wherever they came.
///
/// The default is a server for this machine alone: it listens on loopback, and players need a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerConfig {
    /// Where the API and the universe browser answer. Port 0 lets the system choose one.
    pub listen: SocketAddr,
    /// Where `/metrics` answers instead of on the API's own address, so that strangers do not see it.
    pub metrics_listen: Option<SocketAddr>,
    /// Certificate and key, if the server itself speaks TLS rather than a proxy before it.
    pub tls: Option<TlsFiles>,
    /// How players say who they are.
    pub auth: AuthConfig,
    /// Every limit that a client can meet.
    pub limits: Limits,
    /// Web pages of which origins may call the API. Without any, only the server's own pages may.
    pub cors_origins: Vec<CorsOrigin>,
    /// Whether a proxy stands before the server, so that `X-Forwarded-For` tells a client's address.
    pub trust_proxy: bool,
    /// How long a stopping server may take to finish the requests that it accepted.
    pub shutdown_grace: Duration,
    /// How often a quiet event stream says that it is still there.
    pub event_heartbeat: Duration,
    /// For how long a client may take nothing from its event stream, heartbeats included, before it is cut off.
    pub event_patience: Duration,
    /// For how long events are kept for those who come back.
    pub event_retention: Duration,
    /// How often the janitor looks after the store.
    pub upkeep_every: Duration,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 3001)),
            metrics_listen: None,
            tls: None,
            auth: AuthConfig::Token,
            limits: Limits::default(),
            cors_origins: Vec::new(),
            trust_proxy: false,
            // Kubernetes kills after 30 seconds: what is not finished a little earlier would be cut off.
            shutdown_grace: Duration::from_secs(25),
            // The wire contract's.
            event_heartbeat: Duration::from_secs(15),
            event_patience: Duration::from_secs(45),
            event_retention: Duration::from_secs(48 * 60 * 60),
            upkeep_every: Duration::from_secs(60),
        }
    }
}

impl ServerConfig {
    /// Checks what no single value shows: that they fit together.
    ///
    /// # Errors
    /// [`ConfigError`] with the first contradiction, and what to change.
    pub fn validate(&self) -> Result<(), ConfigError> {
        if let AuthConfig::Jwt(jwt) = &self.auth {
            jwt.validate()?;
        }
        if self.cors_origins.contains(&CorsOrigin::Any) && self.auth != AuthConfig::Open {
            return Err(ConfigError::AnyOriginNeedsOpenAuth);
        }
        if self.metrics_listen.is_some_and(|metrics| metrics == self.listen && metrics.port() != 0) {
            return Err(ConfigError::MetricsOnTheSameAddress(self.listen));
        }
        let Limits { upload_memory_bytes, max_document_bytes, .. } = self.limits;
        if upload_memory_bytes < max_document_bytes {
            return Err(ConfigError::NoMemoryForAnUpload { upload_memory_bytes, max_document_bytes });
        }
        if self.event_retention < Duration::from_secs(24 * 60 * 60) {
            return Err(ConfigError::EventsForgotten);
        }
        if self.event_heartbeat.is_zero() || self.upkeep_every.is_zero() {
            return Err(ConfigError::NoPeriod);
        }
        if self.event_patience <= self.event_heartbeat {
            return Err(ConfigError::NoPatience);
        }
        Ok(())
    }

    /// Returns what works but deserves a second look, most serious first.
    pub fn warnings(&self) -> Vec<ConfigWarning> {
        let exposed = !self.listen.ip().is_loopback();
        let mut warnings = Vec::new();
        match &self.auth {
            AuthConfig::Open if exposed => warnings.push(ConfigWarning::OpenToTheNetwork(self.listen)),
            AuthConfig::Open => warnings.push(ConfigWarning::Open),
            AuthConfig::Jwt(jwt) if jwt.audience.is_none() => warnings.push(ConfigWarning::AnyAudience),
            AuthConfig::Token | AuthConfig::Jwt(_) => {}
        }
        if exposed && self.auth != AuthConfig::Open && self.tls.is_none() && !self.trust_proxy {
            warnings.push(ConfigWarning::TokensInTheClear(self.listen));
        }
        warnings
    }
}

#[cfg(test)]
mod tests;
