//! Who calls: tokens of our own, and those of a game's identity provider.
//!
//! A request names its player in one `Authorization: Bearer` header ([`bearer()`]). What stands there is a [`Token`]
//! of ours, of which the store knows only the [`TokenHash`], or a JWT, which [`JwtVerifier`] checks against keys from
//! a file or from the provider's JWKS URL. Nothing here knows the store or the routes, and no secret is ever logged.

mod bearer;
mod clock;
mod crypto;
mod jwks;
mod jwks_endpoint;
mod jwt;
mod jwt_setup;
mod key;
mod key_set;
#[cfg(test)]
mod testing;
mod token;

pub(crate) use bearer::bearer;
pub(crate) use crypto::install_crypto;
pub(crate) use jwt::{JwtError, JwtVerifier};
pub use jwt_setup::JwtSetupError;
pub use key::UnusableKey;
pub(crate) use token::Token;
