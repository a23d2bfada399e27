//! One key to check signatures with, and the one algorithm that it is for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, Validation};
use serde_json::{Map, Value};

/// RFC 7518, section 3.2: a key as long as the hash, or longer.
const MIN_SECRET_BYTES: usize = 32;
/// RFC 7518, section 3.3, asks for 2048; longer ones than 4096 the RSA implementation refuses.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;
const ED25519_BYTES: usize = 32;

/// A claim set: the JSON object that a token carries.
pub(crate) type Claims = Map<String, Value>;

/// A key and the algorithm that it is for.
///
/// The algorithm follows from the key's type. A token's header has to name the same one, and never chooses it: else a
/// public RSA key could be made to serve as an HMAC secret, which everybody knows (CVE-2016-10555 and many after it).
#[derive(Debug, Clone)]
pub(crate) struct VerifyingKey {
    algorithm: Algorithm,
    key: DecodingKey,
}

/// Why something is not a key for us; the text continues "the key …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnusableKey {
    /// Anyone who holds this file can sign; the server should not.
    #[error("holds a private key: give the server the public one, and treat the private one as seen")]
    Private,
    /// A certificate, a DSA key, a broken PEM text, a point that is not on the curve …
    #[error("is no public key in PEM form of type RSA, EC P-256 or Ed25519")]
    NotAPublicKey,
    /// Readable by everyone, so no secret, though the bytes could serve as one.
    #[error("looks like a public key in a form other than PEM (JWK, DER or SSH): convert it to PEM")]
    PublicButNotPem,
    /// Shorter secrets can be guessed.
    #[error(
        "is an HMAC secret of {0} bytes: it needs at least {MIN_SECRET_BYTES}, as from `openssl rand -base64 48`"
    )]
    ShortSecret(usize),
    /// Shorter ones can be broken, longer ones take too long.
    #[error("is an RSA key of {0} bits: it needs {min} to {max}", min = RSA_BITS.start(), max = RSA_BITS.end())]
    RsaSize(usize),
    /// In a key set: meant for something other than signatures, or of a kind that we do not check.
    #[error("is not for signatures that this server checks")]
    OtherUse,
}

impl VerifyingKey {
    /// Reads the content of a key file: a public key in PEM form, else the trimmed bytes as an HMAC secret.
    ///
    /// # Errors
    /// By [`UnusableKey`]. What is a key in any other form is refused and not taken for a secret.
    pub(crate) fn from_file(content: &[u8]) -> Result<Self, UnusableKey> {
        match PemLabel::of(content) {
            Some(PemLabel::Public) => Self::from_pem(content),
            Some(PemLabel::Private) => Err(UnusableKey::Private),
            Some(PemLabel::Other) => Err(UnusableKey::NotAPublicKey),
            None if is_public_key_in_another_form(content) => Err(UnusableKey::PublicButNotPem),
            None => Self::from_secret(content.trim_ascii()),
        }
    }

    /// Reads one key of a provider's key set.
    ///
    /// # Errors
    /// By [`UnusableKey`]. A symmetric key is refused: what is published is no secret.
    pub(crate) fn from_jwk(jwk: &Jwk) -> Result<Self, UnusableKey> {
        let algorithm = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => Algorithm::RS256,
            AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => Algorithm::ES256,
            AlgorithmParameters::OctetKeyPair(okp) if okp.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
            _ => return Err(UnusableKey::OtherUse),
        };
        let common = &jwk.common;
        let for_signatures = matches!(common.public_key_use, None | Some(PublicKeyUse::Signature))
            && common.key_operations.as_ref().is_none_or(|ops| ops.contains(&KeyOperations::Verify))
            && common.key_algorithm.is_none_or(|named| named == KeyAlgorithm::from(algorithm));
        if !for_signatures {
            return Err(UnusableKey::OtherUse);
        }
        let key = DecodingKey::from_jwk(jwk).map_err(|_| UnusableKey::NotAPublicKey)?;
        Self { algorithm, key }.checked()
    }

    fn from_pem(pem: &[u8]) -> Result<Self, UnusableKey> {
        let rsa = |pem| DecodingKey::from_rsa_pem(pem).map(|key| (Algorithm::RS256, key));
        let ec = |pem| DecodingKey::from_ec_pem(pem).map(|key| (Algorithm::ES256, key));
        let ed = |pem| DecodingKey::from_ed_pem(pem).map(|key| (Algorithm::EdDSA, key));
        let (algorithm, key) =
            rsa(pem).or_else(|_| ec(pem)).or_else(|_| ed(pem)).map_err(|_| UnusableKey::NotAPublicKey)?;
        Self { algorithm, key }.checked()
    }

    fn from_secret(secret: &[u8]) -> Result<Self, UnusableKey> {
        if secret.len() < MIN_SECRET_BYTES {
            return Err(UnusableKey::ShortSecret(secret.len()));
        }
        Ok(Self { algorithm: Algorithm::HS256, key: DecodingKey::from_secret(secret) })
    }

    /// Finds now what would else be found when a token comes: `jsonwebtoken` takes any bytes for a key, and panics
    /// over an Ed25519 key that is too short.
    fn checked(self) -> Result<Self, UnusableKey> {
        match self.key.family() {
            AlgorithmFamily::Rsa => {
                let bits = rsa_bits(&self.key).ok_or(UnusableKey::NotAPublicKey)?;
                if RSA_BITS.contains(&bits) { Ok(self) } else { Err(UnusableKey::RsaSize(bits)) }
            }
            AlgorithmFamily::Ed if self.key.try_get_as_bytes().map_or(0, <[u8]>::len) != ED25519_BYTES => {
                Err(UnusableKey::NotAPublicKey)
            }
            // Builds the point, which fails if it is none of this curve's; the signature's verdict is of no interest.
            _ => match jsonwebtoken::crypto::verify("", b"", &self.key, self.algorithm) {
                Ok(_) => Ok(self),
                Err(_) => Err(UnusableKey::NotAPublicKey),
            },
        }
    }

    /// Returns what `token` claims, if this key's algorithm and this key signed it and `rules` are kept.
    ///
    /// # Errors
    /// Those of `jsonwebtoken`; `InvalidAlgorithm` and `InvalidSignature` say that another key may fit.
    pub(crate) fn claims(&self, token: &str, rules: &Validation) -> jsonwebtoken::errors::Result<Claims> {
        let mut rules = rules.clone();
        rules.algorithms = vec![self.algorithm];
        Ok(jsonwebtoken::decode::<Claims>(token, &self.key, &rules)?.claims)
    }
}

/// What the first PEM block of a file says it is.
enum PemLabel {
    Public,
    Private,
    Other,
}

impl PemLabel {
    /// `None` if there is no PEM block anywhere in the file.
    fn of(content: &[u8]) -> Option<Self> {
        const BEGIN: &[u8] = b"-----BEGIN ";
        let start = content.windows(BEGIN.len()).position(|window| window == BEGIN)? + BEGIN.len();
        let label = &content[start..];
        Some(if label.starts_with(b"PUBLIC KEY-----") || label.starts_with(b"RSA PUBLIC KEY-----") {
            Self::Public
        } else if label
            .split(|byte| *byte == b'-')
            .next()
            .is_some_and(|label| label.ends_with(b"PRIVATE KEY"))
        {
            Self::Private
        } else {
            Self::Other
        })
    }
}

/// Whether the file is a key that its owner publishes: as an HMAC secret it would let everybody sign.
fn is_public_key_in_another_form(content: &[u8]) -> bool {
    let text = content.trim_ascii();
    let is_jwk = text.starts_with(b"{");
    let is_ssh = text.starts_with(b"ssh-") || text.starts_with(b"ecdsa-sha2-");
    // An ASN.1 SEQUENCE whose length is written in the second byte, or in the one or two bytes after it.
    let is_der = match content {
        [0x30, 0x81 | 0x82, ..] => true,
        [0x30, length, 0x30, ..] => usize::from(*length) + 2 == content.len(),
        _ => false,
    };
    is_jwk || is_ssh || is_der
}

fn rsa_bits(key: &DecodingKey) -> Option<usize> {
    let AlgorithmParameters::RSA(parameters) = Jwk::from_decoding_key(key, None).ok()?.algorithm else {
        return None;
    };
    let modulus = URL_SAFE_NO_PAD.decode(parameters.n).ok()?;
    let first = modulus.iter().position(|byte| *byte != 0)?;
    let leading_zeros = usize::try_from(modulus[first].leading_zeros()).ok()?;
    Some((modulus.len() - first) * 8 - leading_zeros)
}

#[cfg(test)]
mod tests;
