//! A player's token, as the server makes it.
//!
//! `mv_`, 43 base-62 digits of 256 random bits, 6 base-62 digits of checksum: 52 characters, always. The prefix and
//! the checksum let a leak scanner tell a token from any other text without asking the server, and let the server
//! refuse a mistyped one without asking the store. Base 62 and not base64url: one double click selects all of it.

use std::fmt;

use flate2::Crc;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const PREFIX: &str = "mv_";
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^43 > 2^256 > 62^42.
const SECRET_DIGITS: usize = 43;
/// 62^6 > 2^32 > 62^5.
const CHECKSUM_DIGITS: usize = 6;
const TOKEN_LENGTH: usize = PREFIX.len() + SECRET_DIGITS + CHECKSUM_DIGITS;

/// Separates this use of HMAC from any other that may come to take the same key.
const DERIVE_LABEL: &[u8] = b"multiverse player token v1\0";

/// A token in the form in which a player holds it: whoever has it, is that player.
///
/// `Debug` does not show it, and there is no `Display`; [`Token::reveal`] is the one way to its text.
#[derive(Clone)]
pub(crate) struct Token(String);

impl Token {
    /// Writes 256 bits, which the caller took from the system's randomness, as a token.
    #[must_use]
    pub(crate) fn from_secret(secret: [u8; 32]) -> Self {
        let mut text = String::with_capacity(TOKEN_LENGTH);
        text.push_str(PREFIX);
        push_base62(&mut text, secret, SECRET_DIGITS);
        let checksum = checksum_of(&text);
        text.push_str(&checksum);
        Self(text)
    }

    /// Makes the token of a registration that may be retried, without having to store it.
    ///
    /// The same key and nonce give the same token. The store keeps the nonce and a hash of the key; the client brings
    /// the key again when it retries. The nonce is 256 random bits, so that equal keys of two players give two tokens.
    ///
    /// Who reads the store learns the nonce: from then on the token is as hard to guess as the client's key. That is
    /// why the nonce must go when the key's 24 hours are over.
    #[must_use]
    pub(crate) fn derive(idempotency_key: &str, nonce: &[u8; 32]) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(idempotency_key.as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(DERIVE_LABEL);
        mac.update(nonce);
        Self::from_secret(mac.finalize().into_bytes().into())
    }

    /// Reads a token; `None` if prefix, length, alphabet or checksum are not those of a token.
    ///
    /// `Some` says that the text is well formed, not that any player has this token.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        if text.len() != TOKEN_LENGTH || !digits.bytes().all(|digit| digit.is_ascii_alphanumeric()) {
            return None;
        }
        let (signed, checksum) = text.split_at(TOKEN_LENGTH - CHECKSUM_DIGITS);
        (checksum_of(signed) == checksum).then(|| Self(text.to_owned()))
    }

    /// What the store keeps of the token: SHA-256 of its text.
    ///
    /// No salt and no slow hash: there is nothing to guess in 256 random bits.
    #[must_use]
    pub(crate) fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }

    /// The token's text, for the one answer that shows it to its player.
    #[must_use]
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(mv_…)")
    }
}

/// The SHA-256 of a [`Token`]; compared in constant time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash as the store keeps it.
    #[must_use]
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenHash {}

/// CRC32 (that of zlib and PNG) of everything before the checksum, prefix included.
fn checksum_of(signed: &str) -> String {
    let mut crc = Crc::new();
    crc.update(signed.as_bytes());
    let mut digits = String::with_capacity(CHECKSUM_DIGITS);
    push_base62(&mut digits, crc.sum().to_be_bytes(), CHECKSUM_DIGITS);
    digits
}

/// Appends the big-endian `number` as `count` digits, zeros in front.
fn push_base62<const BYTES: usize>(text: &mut String, mut number: [u8; BYTES], count: usize) {
    let mut digits = vec![b'0'; count];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[divide_by_62(&mut number)];
    }
    text.extend(digits.into_iter().map(char::from));
}

/// Divides the big-endian `number` in place and returns the remainder.
fn divide_by_62(number: &mut [u8]) -> usize {
    let mut remainder = 0u16;
    for byte in number {
        let dividend = remainder << 8 | u16::from(*byte);
        // The remainder before was below 62, so the quotient is below 256.
        [*byte, _] = (dividend / 62).to_le_bytes();
        remainder = dividend % 62;
    }
    usize::from(remainder)
}

#[cfg(test)]
mod tests;
