//! Which web pages may call the API.

use std::fmt;
use std::str::FromStr;

/// An origin whose pages may call the API from a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorsOrigin {
    /// `*`: every page of the web. Only with open auth.
    Any,
    /// One origin, as browsers write it in `Origin`: `https://game.example`.
    Exact(String),
}

/// The text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an origin is http:// or https://, a host, and a port if it is not the usual one, such as https://game.example, or *"
)]
pub struct InvalidOrigin;

impl FromStr for CorsOrigin {
    type Err = InvalidOrigin;

    /// Reads an origin into the form that browsers send: lower case, without a default port.
    ///
    /// A path is refused rather than dropped, since it would suggest that other paths are not allowed.
    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let text = text.to_ascii_lowercase();
        let (scheme, rest) = text.split_once("://").ok_or(InvalidOrigin)?;
        let default_port = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return Err(InvalidOrigin),
        };
        let authority: http::uri::Authority = rest.parse().map_err(|_| InvalidOrigin)?;
        let (host, port) = (authority.host(), authority.port());
        let written = port.as_ref().map_or(host.len(), |port| host.len() + 1 + port.as_str().len());
        // More than a host and a port: a user, or a colon without a port. And a pattern would never match.
        if host.is_empty() || host.contains('*') || written != rest.len() {
            return Err(InvalidOrigin);
        }
        Ok(Self::Exact(match authority.port_u16() {
            Some(port) if port != default_port => format!("{scheme}://{host}:{port}"),
            Some(_) | None => format!("{scheme}://{host}"),
        }))
    }
}

impl fmt::Display for CorsOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Exact(origin) => f.write_str(origin),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_as_browsers_write_it() {
        for (text, origin) in [
            ("https://game.example", "https://game.example"),
            ("HTTPS://Game.Example", "https://game.example"),
            ("https://game.example:443", "https://game.example"),
            ("http://localhost:5173", "http://localhost:5173"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(text.parse(), Ok(CorsOrigin::Exact(origin.to_owned())), "{text}");
        }
        assert_eq!("*".parse(), Ok(CorsOrigin::Any));
    }

    #[test]
    fn what_no_browser_would_send_is_refused() {
        for text in [
            "",
            "game.example",
            "https://",
            "https://game.example/",
            "https://game.example/play",
            "https://user@game.example",
            "https://game.example:",
            "https://game.example:99999",
            "ftp://game.example",
            "https://*.game.example",
            "null",
        ] {
            assert_eq!(text.parse::<CorsOrigin>(), Err(InvalidOrigin), "{text}");
        }
    }
}
