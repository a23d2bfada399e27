//! Who calls: tokens of our own, and those of a game's identity provider.

mod bearer;
mod token;

pub(crate) use bearer::{BadAuthorization, bearer};
pub(crate) use token::{Token, TokenHash};
