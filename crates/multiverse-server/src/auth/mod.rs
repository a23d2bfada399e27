//! Who calls: tokens of our own, and those of a game's identity provider.

mod token;

pub(crate) use token::{Token, TokenHash};
