//! Who calls.

use std::fmt;

use http::HeaderValue;

use super::build_error::BuildError;

/// A player's token, as the header that carries it. Nothing shows it.
#[derive(Clone)]
pub(crate) struct Token(HeaderValue);

impl Token {
    pub(super) fn new(text: &str) -> Result<Self, BuildError> {
        let is_token = !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        let header = HeaderValue::from_str(&format!("Bearer {text}")).ok().filter(|_| is_token);
        let mut header = header.ok_or(BuildError::Token)?;
        header.set_sensitive(true);
        Ok(Self(header))
    }

    pub(crate) fn header(&self) -> &HeaderValue {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
