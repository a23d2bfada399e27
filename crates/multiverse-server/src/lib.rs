//! The HTTP server of Multiverse: routes, authentication, limits, metrics.

mod auth;
mod coding;
mod config;
mod docs_page;
mod limits;
mod range;
mod rate;

pub use config::{
    AuthConfig, ConfigError, ConfigWarning, CorsOrigin, InvalidOrigin, JwtSettings, ServerConfig, TlsFiles,
};
pub use limits::{Limit, LimitValue, Limits, OutOfRange, Unit};
