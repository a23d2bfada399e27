//! The keys in force.

use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde_json::Value;

use super::key::{UnusableKey, VerifyingKey};

/// A provider has two or three. More than this are not looked at, since a token without a `kid` is tried with each.
const MAX_KEYS: usize = 32;

/// Keys, each with the id (`kid`) by which a token names it, if it has one.
#[derive(Debug)]
pub(crate) struct KeySet {
    keys: Vec<(Option<String>, VerifyingKey)>,
}

impl KeySet {
    /// The set of one key without an id.
    #[must_use]
    pub(crate) fn of(key: VerifyingKey) -> Self {
        Self { keys: vec![(None, key)] }
    }

    /// Reads a JWK set (RFC 7517, section 5), leaving out the keys that are not for us.
    ///
    /// A set without any usable key is a set: a provider may withdraw all that it had.
    ///
    /// # Errors
    /// If it is not a JSON object with an array `keys`.
    pub(crate) fn from_json(json: &[u8]) -> Result<Self, serde_json::Error> {
        // One key at a time: a key of a kind that nobody here knows must not cost us the others.
        #[derive(Deserialize)]
        struct Published {
            keys: Vec<Value>,
        }
        let published: Published = serde_json::from_slice(json)?;
        let keys = published.keys.into_iter().filter_map(|key| match usable(key) {
            Ok(key) => Some(key),
            Err(reason) => {
                tracing::debug!(%reason, "a key of the JWKS is left out");
                None
            }
        });
        Ok(Self { keys: keys.take(MAX_KEYS).collect() })
    }

    /// The keys that a token with this `kid` may be signed with; all of them if it has none.
    pub(crate) fn named<'a>(&'a self, kid: Option<&'a str>) -> impl Iterator<Item = &'a VerifyingKey> {
        self.keys.iter().filter(move |(id, _)| kid.is_none() || id.as_deref() == kid).map(|(_, key)| key)
    }

    /// Whether [`KeySet::named`] has any key to offer.
    #[must_use]
    pub(crate) fn knows(&self, kid: Option<&str>) -> bool {
        self.named(kid).next().is_some()
    }

    /// How many keys there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }
}

fn usable(key: Value) -> Result<(Option<String>, VerifyingKey), UnusableKey> {
    let jwk: Jwk = serde_json::from_value(key).map_err(|_| UnusableKey::NotAPublicKey)?;
    let key = VerifyingKey::from_jwk(&jwk)?;
    Ok((jwk.common.key_id, key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::testing::Signer;
    use serde_json::json;

    fn set_of(keys: &[Value]) -> KeySet {
        KeySet::from_json(&serde_json::to_vec(&json!({ "keys": keys })).unwrap()).unwrap()
    }

    fn jwk_with(member: &str, value: Value) -> Value {
        let mut jwk = Signer::rsa().jwk("one");
        jwk[member] = value;
        jwk
    }

    #[test]
    fn keys_of_every_kind_are_taken() {
        let set = set_of(&[Signer::rsa().jwk("r"), Signer::p256().jwk("e"), Signer::ed25519().jwk("d")]);
        assert_eq!(set.len(), 3);
        assert!(set.knows(Some("r")) && set.knows(Some("e")) && set.knows(Some("d")) && set.knows(None));
        assert!(!set.knows(Some("x")));
    }

    #[test]
    fn a_key_for_signatures_may_say_so_or_nothing() {
        for (member, value) in [
            ("use", json!("sig")),
            ("use", Value::Null),
            ("alg", Value::Null),
            ("key_ops", json!(["verify"])),
            ("kid", Value::Null),
            ("x5t", json!("unknown members are left alone")),
        ] {
            assert_eq!(set_of(&[jwk_with(member, value.clone())]).len(), 1, "{member}: {value}");
        }
    }

    #[test]
    fn a_key_that_is_not_for_us_is_left_out_and_costs_no_other_key() {
        let short_ed25519 = json!({ "kty": "OKP", "crv": "Ed25519", "x": "AAAA" });
        let off_curve = json!({ "kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA" });
        let p384 = json!({ "kty": "EC", "crv": "P-384", "x": "AAAA", "y": "AAAA" });
        let symmetric =
            json!({ "kty": "oct", "alg": "HS256", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA" });
        for key in [
            jwk_with("use", json!("enc")),
            jwk_with("use", json!("sign")),
            jwk_with("use", json!(7)),
            jwk_with("alg", json!("RSA-OAEP")),
            jwk_with("alg", json!("PS256")),
            jwk_with("alg", json!("HS256")),
            jwk_with("key_ops", json!(["encrypt"])),
            jwk_with("n", json!("AQAB")),
            jwk_with("n", json!("not base64!")),
            jwk_with("kty", json!("post-quantum")),
            jwk_with("kid", json!(["one"])),
            short_ed25519,
            off_curve,
            p384,
            symmetric,
            json!("not an object"),
            Value::Null,
        ] {
            let set = set_of(&[key.clone(), Signer::p256().jwk("good")]);
            assert_eq!(set.len(), 1, "{key}");
            assert!(set.knows(Some("good")));
        }
    }

    #[test]
    fn a_set_without_keys_is_a_set() {
        assert_eq!(set_of(&[]).len(), 0);
        assert!(!set_of(&[]).knows(None));
    }

    #[test]
    fn what_is_no_set_is_refused() {
        for json in ["", "[]", "{}", "{\"keys\": {}}", "<html>", "null"] {
            assert!(KeySet::from_json(json.as_bytes()).is_err(), "{json}");
        }
    }

    #[test]
    fn a_set_has_an_end() {
        let signer = Signer::ed25519();
        let many: Vec<_> = (0..100).map(|i| signer.jwk(&i.to_string())).collect();
        assert_eq!(set_of(&many).len(), MAX_KEYS);
    }
}
