//! `Accept-Encoding` and `Content-Encoding`, read as RFC 9110 says.

use http::HeaderMap;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};

use super::Encoding;

/// What a 415 answer lists in `Accept-Encoding`, so that the client learns what it may send.
pub(crate) const ACCEPTED: &str = "zstd, br, gzip";

/// A body that came in an encoding, or in a stack of them, that the server does not unpack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the Content-Encoding {given:?} is not one of {ACCEPTED}; send one of them, or none")]
pub(crate) struct UnsupportedEncoding {
    /// The header's beginning, as the client wrote it.
    pub(crate) given: String,
}

/// Chooses how to encode an answer: the encoding of the highest quality, and of equal ones zstd, then
/// brotli, then gzip.
///
/// Without the header, with an empty one or with one that is malformed, the answer goes out as it is; so
/// it does if the client refuses everything, since RFC 9110 (section 12.5.3) lets a server disregard that
/// and no client is helped by a 406.
pub(crate) fn negotiate(headers: &HeaderMap) -> Encoding {
    wishes(headers).map_or(Encoding::Identity, |wishes| wishes.best())
}

/// Finds out how a request's body is encoded.
///
/// # Errors
/// [`UnsupportedEncoding`] (a 415) for an unknown encoding and for several on top of each other: nobody
/// sends those but to hide a bomb in a bomb.
pub(crate) fn request_encoding(headers: &HeaderMap) -> Result<Encoding, UnsupportedEncoding> {
    let mut found = Encoding::Identity;
    for line in headers.get_all(CONTENT_ENCODING) {
        let text = line.to_str().map_err(|_| unsupported(line.as_bytes()))?;
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let next = Encoding::from_name(name).ok_or_else(|| unsupported(line.as_bytes()))?;
            found = match (found, next) {
                (one, Encoding::Identity) | (Encoding::Identity, one) => one,
                _ => return Err(unsupported(line.as_bytes())),
            };
        }
    }
    Ok(found)
}

fn unsupported(line: &[u8]) -> UnsupportedEncoding {
    UnsupportedEncoding { given: String::from_utf8_lossy(line).chars().take(40).collect() }
}

/// Thousandths, 0 to 1000; 0 means "not this one".
type Quality = u16;

/// What the client said of each encoding; `None` where it said nothing.
#[derive(Default)]
struct Wishes {
    identity: Option<Quality>,
    gzip: Option<Quality>,
    zstd: Option<Quality>,
    brotli: Option<Quality>,
    /// `*`: everything that is not named.
    others: Option<Quality>,
}

impl Wishes {
    fn best(&self) -> Encoding {
        let candidates =
            [(Encoding::Zstd, self.zstd), (Encoding::Brotli, self.brotli), (Encoding::Gzip, self.gzip)];
        // Left unnamed, identity is acceptable but ranks last: a client that lists encodings wants them used.
        let mut best = (Encoding::Identity, self.identity.unwrap_or(0));
        for (encoding, named) in candidates {
            let quality = named.or(self.others).unwrap_or(0);
            let preferred_at_a_tie = best.0 == Encoding::Identity && quality == best.1;
            if quality > 0 && (quality > best.1 || preferred_at_a_tie) {
                best = (encoding, quality);
            }
        }
        best.0
    }

    fn add(&mut self, coding: &str, quality: Quality) {
        let slot = match (coding, Encoding::from_name(coding)) {
            ("*", _) => &mut self.others,
            (_, Some(Encoding::Identity)) => &mut self.identity,
            (_, Some(Encoding::Gzip)) => &mut self.gzip,
            (_, Some(Encoding::Zstd)) => &mut self.zstd,
            (_, Some(Encoding::Brotli)) => &mut self.brotli,
            (_, None) => return,
        };
        // Named twice, as by `gzip, x-gzip`: the kinder word counts.
        *slot = Some(slot.map_or(quality, |before| before.max(quality)));
    }
}

/// Reads all `Accept-Encoding` lines, or `None` if one is malformed.
fn wishes(headers: &HeaderMap) -> Option<Wishes> {
    let mut wishes = Wishes::default();
    for line in headers.get_all(ACCEPT_ENCODING) {
        for item in line.to_str().ok()?.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let (coding, quality) = match item.split_once(';') {
                None => (item, 1000),
                Some((coding, weight)) => (coding.trim_end(), parse_weight(weight)?),
            };
            if !is_token(coding) {
                return None;
            }
            wishes.add(coding, quality);
        }
    }
    Some(wishes)
}

/// Parses `q=0.5`: at most three decimals, at most 1 (RFC 9110, section 12.4.2).
fn parse_weight(weight: &str) -> Option<Quality> {
    let (name, value) = weight.trim().split_once('=')?;
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    let well_formed = name.eq_ignore_ascii_case("q")
        && matches!(whole, "0" | "1")
        && decimals.len() <= 3
        && decimals.bytes().all(|digit| digit.is_ascii_digit());
    if !well_formed {
        return None;
    }
    let thousandths = format!("{whole}{decimals:0<3}").parse::<Quality>().ok()?;
    (thousandths <= 1000).then_some(thousandths)
}

fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn lines(name: HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn the_answer_has_the_encoding_that_the_client_likes_best() {
        let cases: &[(&[&str], &str)] = &[
            (&[], "identity"),
            (&[""], "identity"),
            (&["gzip"], "gzip"),
            (&["x-gzip"], "gzip"),
            (&["GZip"], "gzip"),
            (&["gzip, deflate, br, zstd"], "zstd"),
            (&["gzip, deflate, br"], "br"),
            (&["gzip", "br"], "br"),
            (&["gzip,,br,"], "br"),
            (&["gzip;q=1.0, br;q=0.8"], "gzip"),
            (&["gzip ; q=0.5 , zstd;Q=0.501"], "zstd"),
            (&["*"], "zstd"),
            (&["*;q=0.5, gzip"], "gzip"),
            (&["zstd;q=0, *"], "br"),
            (&["identity, gzip;q=0.5"], "identity"),
            (&["identity, gzip"], "gzip"),
            (&["identity;q=0, gzip;q=0.001"], "gzip"),
            (&["gzip;q=0, br;q=0.0"], "identity"),
            (&["gzip;q=0, x-gzip"], "gzip"),
            (&["compress, deflate"], "identity"),
        ];
        for (given, expected) in cases {
            assert_eq!(negotiate(&lines(ACCEPT_ENCODING, given)).name(), *expected, "{given:?}");
        }
    }

    #[test]
    fn a_client_that_refuses_everything_gets_the_bytes_as_they_are() {
        for given in ["*;q=0", "identity;q=0", "identity;q=0, *;q=0"] {
            assert_eq!(negotiate(&lines(ACCEPT_ENCODING, &[given])), Encoding::Identity, "{given:?}");
        }
    }

    #[test]
    fn a_malformed_accept_encoding_counts_as_none() {
        let bad = ["2", "1.001", "0.1234", "-1", "", ".5", "1e0", "x", " 1"];
        for weight in bad {
            let given = format!("gzip;q={weight}, br");
            assert_eq!(negotiate(&lines(ACCEPT_ENCODING, &[&given])), Encoding::Identity, "{given:?}");
        }
        for given in ["gzip;", "gzip;level=9", "gz ip", "gzip;q=1;q=1", "\"gzip\"", ";q=1"] {
            assert_eq!(negotiate(&lines(ACCEPT_ENCODING, &[given])), Encoding::Identity, "{given:?}");
        }
    }

    #[test]
    fn a_body_has_one_encoding_or_none() {
        let cases: &[(&[&str], Option<Encoding>)] = &[
            (&[], Some(Encoding::Identity)),
            (&["identity"], Some(Encoding::Identity)),
            (&["gzip"], Some(Encoding::Gzip)),
            (&["X-GZIP"], Some(Encoding::Gzip)),
            (&["zstd"], Some(Encoding::Zstd)),
            (&[" br "], Some(Encoding::Brotli)),
            (&["identity, gzip"], Some(Encoding::Gzip)),
            (&["gzip, gzip"], None),
            (&["gzip", "zstd"], None),
            (&["deflate"], None),
            (&["gzip;q=1"], None),
        ];
        for (given, expected) in cases {
            assert_eq!(request_encoding(&lines(CONTENT_ENCODING, given)).ok(), *expected, "{given:?}");
        }
    }

    #[test]
    fn the_error_about_a_long_encoding_is_short() {
        let error = request_encoding(&lines(CONTENT_ENCODING, &[&"x".repeat(10_000)])).unwrap_err();
        assert!(error.to_string().len() < 200, "{error}");
    }

    proptest! {
        #[test]
        fn no_header_can_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                let both = [(ACCEPT_ENCODING, value.clone()), (CONTENT_ENCODING, value)];
                let headers: HeaderMap = both.into_iter().collect();
                let _ = (negotiate(&headers), request_encoding(&headers));
            }
        }
    }
}
