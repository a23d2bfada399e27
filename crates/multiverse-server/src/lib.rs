//! The HTTP server of Multiverse: routes, authentication, limits, metrics.
//!
//! [`Server::bind`] takes a [`ServerConfig`] and a [`Store`](multiverse_store::Store) and listens;
//! [`Server::run`] answers until it is told to stop, and then finishes what it accepted.

mod app;
mod auth;
mod authenticate;
mod budget;
mod coding;
mod config;
mod connections;
pub mod delta;
mod docs_page;
mod edge;
mod extract;
mod first_bytes;
mod janitor;
mod limits;
mod metrics;
mod openapi;
mod page_link;
mod range;
mod rate;
mod refusal;
mod routes;
mod server;
mod stream;

pub use auth::{JwtSetupError, UnusableKey};
pub use config::{
    AuthConfig, ConfigError, ConfigWarning, CorsOrigin, InvalidOrigin, JwtSettings, ServerConfig, TlsFiles,
};
pub use limits::{Limit, LimitValue, Limits, OutOfRange, Unit};
pub use openapi::document as openapi_document;
pub use server::{Server, ServerError};
