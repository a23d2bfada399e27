//! Where a load goes: by accident nowhere but to this machine.

use std::net::IpAddr;

use anyhow::bail;
use http::Uri;
use multiverse_client::MultiverseClient;

/// The server that a load is for.
pub(super) struct Target {
    url: String,
    is_here: bool,
}

impl Target {
    /// Where a client connects to.
    pub(super) fn of(client: &MultiverseClient) -> Self {
        let url = client.url().to_owned();
        let is_here = url.parse().is_ok_and(|uri: Uri| uri.host().is_some_and(is_loopback));
        Self { url, is_here }
    }

    /// Refuses a server elsewhere, unless it is meant.
    ///
    /// # Errors
    /// The server is not on this machine.
    pub(super) fn check(&self, is_meant: bool) -> anyhow::Result<()> {
        if !self.is_here && !is_meant {
            bail!(
                "{} is not on this machine, and a load may be more than it bears; if whoever runs it agrees, add \
                 --yes-load-a-remote-server",
                self.url
            );
        }
        Ok(())
    }
}

/// Whether a host is this machine, whatever its name servers say.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_here(url: &str) -> bool {
        Target::of(&MultiverseClient::builder(url).build().unwrap()).is_here
    }

    #[test]
    fn only_loopback_is_here() {
        for here in [
            "http://127.0.0.1:3001",
            "http://127.8.9.1",
            "http://127.1:80",
            "http://localhost:3001/worlds",
            "http://LOCALHOST",
            "http://a.localhost",
            "https://[::1]:3001",
            "http://[::ffff:127.0.0.1]",
        ] {
            assert!(is_here(here), "{here}");
        }
        for elsewhere in [
            "http://example.org",
            "http://10.0.0.1",
            "http://0.0.0.0:3001",
            "http://[::]:3001",
            "http://localhost.example.org",
            "http://127.0.0.1.example.org",
            "https://[2001:db8::1]",
        ] {
            assert!(!is_here(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn a_server_elsewhere_is_loaded_only_if_that_is_meant() {
        let target = Target { url: "http://example.org/".to_owned(), is_here: false };
        assert!(target.check(false).unwrap_err().to_string().contains("--yes-load-a-remote-server"));
        assert!(target.check(true).is_ok());
    }
}
