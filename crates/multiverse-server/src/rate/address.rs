//! Whose request it is, as far as addresses tell.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, header::FORWARDED};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address that a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress {
    /// The address, IPv4 where it is one in an IPv6 disguise.
    pub(crate) ip: IpAddr,
    /// Whether a trusted proxy named it, rather than the connection itself.
    pub(crate) from_proxy: bool,
}

impl ClientAddress {
    /// The address to count against, or `None` for this machine's own programs, which no limit should hold up.
    ///
    /// `limit_loopback` counts them too. What a trusted proxy names is always counted: behind a proxy on the
    /// same machine every request would otherwise go uncounted.
    pub(crate) fn counted(self, limit_loopback: bool) -> Option<IpAddr> {
        let exempt = self.ip.is_loopback() && !self.from_proxy && !limit_loopback;
        (!exempt).then_some(self.ip)
    }
}

/// Finds the client's address.
///
/// With `trusted_proxies` it is the rightmost of `X-Forwarded-For`, or without that header the rightmost `for=`
/// of `Forwarded`: the one that the nearest proxy has added. Everything to the left of it was written by
/// the client and may be a lie. If that is absent or no address (`unknown`, `_hidden`), it is `peer`.
pub(crate) fn client_address(peer: SocketAddr, headers: &HeaderMap, trusted_proxies: bool) -> ClientAddress {
    match trusted_proxies.then(|| forwarded_address(headers)).flatten() {
        Some(ip) => ClientAddress { ip: ip.to_canonical(), from_proxy: true },
        None => ClientAddress { ip: peer.ip().to_canonical(), from_proxy: false },
    }
}

fn forwarded_address(headers: &HeaderMap) -> Option<IpAddr> {
    // A proxy that sets one of the two may pass the other on as the client made it up: never mix them.
    match rightmost(headers, &X_FORWARDED_FOR) {
        Some(last) => parse_node(last),
        None => parse_node(forwarded_for(rightmost(headers, &FORWARDED)?)?),
    }
}

/// The last item of the last line; `Some("")` for one that is not text.
fn rightmost<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let line = headers.get_all(name).iter().next_back()?.to_str().unwrap_or_default();
    line.rsplit(',').next().map(str::trim)
}

/// The value of `for` among pairs like `for="[2001:db8::1]:80";proto=https` (RFC 7239).
fn forwarded_for(pairs: &str) -> Option<&str> {
    let pairs = pairs.split(';').filter_map(|pair| pair.split_once('='));
    let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    named.next().map(|(_, value)| value.trim().trim_matches('"'))
}

/// An address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn parse_node(node: &str) -> Option<IpAddr> {
    let bare = || node.parse::<IpAddr>().ok();
    let with_port = || node.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bracketed = || node.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    bare().or_else(with_port).or_else(bracketed)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const PROXY: &str = "127.0.0.1:9000";

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let line = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        lines.iter().map(line).collect()
    }

    fn behind_proxy(lines: &[(&'static str, &str)]) -> String {
        client_address(PROXY.parse().unwrap(), &headers(lines), true).ip.to_string()
    }

    #[test]
    fn the_nearest_proxy_names_the_client() {
        let cases: &[(&[(&'static str, &str)], &str)] = &[
            (&[("x-forwarded-for", "192.0.2.1")], "192.0.2.1"),
            (&[("x-forwarded-for", "203.0.113.9, 192.0.2.1")], "192.0.2.1"),
            (&[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "192.0.2.1")], "192.0.2.1"),
            (&[("x-forwarded-for", "192.0.2.1:4711")], "192.0.2.1"),
            (&[("x-forwarded-for", "2001:db8::1")], "2001:db8::1"),
            (&[("x-forwarded-for", "[2001:db8::1]:4711")], "2001:db8::1"),
            (&[("x-forwarded-for", "::ffff:192.0.2.1")], "192.0.2.1"),
            (&[("forwarded", "for=203.0.113.9, for=192.0.2.1;proto=https;by=10.0.0.1")], "192.0.2.1"),
            (&[("forwarded", "proto=https; For=\"[2001:db8::1]:80\"")], "2001:db8::1"),
            (&[("forwarded", "for=\"[2001:db8::1]\"")], "2001:db8::1"),
            (&[("forwarded", "for=\", for=192.0.2.1")], "192.0.2.1"),
            (&[("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=203.0.113.9")], "192.0.2.1"),
        ];
        for (lines, expected) in cases {
            assert_eq!(behind_proxy(lines), *expected, "{lines:?}");
        }
    }

    #[test]
    fn without_a_readable_name_it_is_the_peer() {
        let cases: &[&[(&'static str, &str)]] = &[
            &[],
            &[("x-forwarded-for", "")],
            &[("x-forwarded-for", "192.0.2.1, unknown")],
            &[("x-forwarded-for", "192.0.2.1,")],
            &[("x-forwarded-for", "garbage"), ("forwarded", "for=203.0.113.9")],
            &[("forwarded", "for=_hidden")],
            &[("forwarded", "proto=https")],
            &[("forwarded", ";;=;")],
        ];
        for lines in cases {
            assert_eq!(behind_proxy(lines), "127.0.0.1", "{lines:?}");
        }
    }

    #[test]
    fn a_client_cannot_name_itself_where_no_proxy_is_trusted() {
        let lines = headers(&[("x-forwarded-for", "203.0.113.9"), ("forwarded", "for=203.0.113.9")]);
        let found = client_address("198.51.100.7:1".parse().unwrap(), &lines, false);
        assert_eq!(found, ClientAddress { ip: [198, 51, 100, 7].into(), from_proxy: false });
    }

    #[test]
    fn programs_on_this_machine_are_not_counted_unless_asked_for() {
        for peer in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "[::ffff:127.0.0.1]:1"] {
            let peer: SocketAddr = peer.parse().unwrap();
            let direct = client_address(peer, &HeaderMap::new(), true);
            assert_eq!(direct.counted(false), None, "{peer}");
            assert_eq!(direct.counted(true), Some(peer.ip().to_canonical()), "{peer}");
            let proxied = client_address(peer, &headers(&[("x-forwarded-for", "127.0.0.1")]), true);
            assert_eq!(proxied.counted(false), Some([127, 0, 0, 1].into()), "{peer}");
        }
        let remote = client_address("198.51.100.7:1".parse().unwrap(), &HeaderMap::new(), false);
        assert_eq!(remote.counted(false), Some([198, 51, 100, 7].into()));
    }

    proptest! {
        #[test]
        fn no_header_can_panic(value in r#"[\[\]a-f0-9:.,;="% ]{0,40}"#) {
            behind_proxy(&[("x-forwarded-for", &value)]);
            behind_proxy(&[("forwarded", &format!("for={value}"))]);
        }
    }
}
