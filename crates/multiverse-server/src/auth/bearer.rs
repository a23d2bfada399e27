//! The `Authorization` header.

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// An `Authorization` header from which no token can be read; the text says what to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadAuthorization {
    /// Two headers: a proxy and the server might each believe another one.
    #[error("Send the Authorization header once.")]
    Repeated,
    /// `Basic`, `Digest`, or no scheme at all.
    #[error("Send the token as \"Authorization: Bearer TOKEN\"; no other scheme is known here.")]
    NotBearer,
    /// Nothing behind the scheme, or what no token can contain.
    #[error(
        "Send one token after \"Bearer \"; it consists of letters, digits and - . _ ~ + /, with = only at the end."
    )]
    NotAToken,
}

/// Returns the token of the request, or `None` if it brings none.
///
/// The scheme is read without regard to case; the token has the form `token68` of RFC 9110, section 11.2. It is not
/// looked at any further.
///
/// # Errors
/// By [`BadAuthorization`]; a request that tries to say who it is and fails is not treated as anonymous.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, BadAuthorization> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(BadAuthorization::Repeated);
    }
    let text = value.to_str().map_err(|_| BadAuthorization::NotAToken)?;
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(BadAuthorization::NotBearer);
    }
    let token = rest.trim_start_matches(' ');
    if is_token68(token) { Ok(Some(token)) } else { Err(BadAuthorization::NotAToken) }
}

fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty() && body.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read(values: &[&[u8]]) -> Result<Option<String>, BadAuthorization> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
        }
        bearer(&headers).map(|token| token.map(str::to_owned))
    }

    #[test]
    fn no_header_is_no_token() {
        assert_eq!(read(&[]), Ok(None));
    }

    #[test]
    fn the_scheme_is_read_in_any_case() {
        for value in ["Bearer mv_abc", "bearer mv_abc", "BEARER mv_abc", "bEaReR   mv_abc"] {
            assert_eq!(read(&[value.as_bytes()]), Ok(Some("mv_abc".to_owned())), "{value}");
        }
    }

    #[test]
    fn a_token_is_token68() {
        for token in ["a", "eyJh.eyJz.c2ln", "a-b_c~d+e/f", "YQ=="] {
            assert_eq!(read(&[format!("Bearer {token}").as_bytes()]), Ok(Some(token.to_owned())));
        }
    }

    #[test]
    fn anything_else_is_an_error() {
        use BadAuthorization::{NotAToken, NotBearer, Repeated};
        let cases: [(&[&[u8]], BadAuthorization); 14] = [
            (&[b"Bearer a", b"Bearer a"], Repeated),
            (&[b"Bearer a", b"Basic YQ=="], Repeated),
            (&[b""], NotBearer),
            (&[b"Basic YQ=="], NotBearer),
            (&[b"mv_abc"], NotBearer),
            (&[b" Bearer a"], NotBearer),
            (&[b"Bearer\ta"], NotBearer),
            (&[b"Bearer"], NotAToken),
            (&[b"Bearer "], NotAToken),
            (&[b"Bearer =="], NotAToken),
            (&[b"Bearer a b"], NotAToken),
            (&[b"Bearer a, Bearer b"], NotAToken),
            (&[b"Bearer a=b"], NotAToken),
            (&[b"Bearer \xc3\xa9"], NotAToken),
        ];
        for (values, error) in cases {
            assert_eq!(read(values), Err(error), "{values:?}");
        }
    }
}
