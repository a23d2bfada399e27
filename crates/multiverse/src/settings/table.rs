//! All settings, one entry each.

use multiverse_server::Limits;

use super::setting::{Group, Setting};

/// Returns every setting, in the order in which people read them.
pub(super) fn all() -> impl Iterator<Item = Setting> {
    TABLE.iter().copied().chain(Limits::TABLE.iter().map(Setting::of_limit))
}

/// Returns the setting with that name, as a flag has it.
pub(super) fn find(name: &str) -> Option<Setting> {
    all().find(|setting| setting.name == name)
}

const TABLE: &[Setting] = &[
    Setting::new("listen", Group::Server, |values| &mut values.server.listen)
        .help("Where the API answers; port 0 lets the system choose one."),
    Setting::new("data", Group::Server, |values| &mut values.data)
        .help("The directory of the store; it is made if it does not exist."),
    Setting::new("max-chain-depth", Group::Server, |values| &mut values.max_chain_depth).help(
        "The most deltas that a read decodes; more store less and read slower from disk. 0 stores every save whole.",
    ),
    Setting::new("tls-cert", Group::Server, |values| &mut values.tls_cert)
        .help("The certificate for TLS with those that it rests on, as PEM; needs tls-key."),
    Setting::new("tls-key", Group::Server, |values| &mut values.tls_key)
        .help("The certificate's private key, as PEM; needs tls-cert."),
    Setting::new("metrics-listen", Group::Server, |values| &mut values.server.metrics_listen)
        .help("Where /metrics answers, instead of on the API's address."),
    Setting::new("cors-origin", Group::Server, |values| &mut values.server.cors_origins).help(
        "An origin whose web pages may call the API, such as https://game.example; * only with auth open.",
    ),
    Setting::new("trust-proxy", Group::Server, |values| &mut values.server.trust_proxy)
        .help("Whether a proxy stands before the server, so that X-Forwarded-For tells a client's address."),
    Setting::new("shutdown-grace", Group::Server, |values| &mut values.server.shutdown_grace)
        .help("How long a stopping server may take to finish the requests that it accepted."),
    Setting::new("event-retention", Group::Server, |values| &mut values.server.event_retention)
        .help("For how long events are kept for clients that come back; 24h at least."),
    Setting::new("event-heartbeat", Group::Server, |values| &mut values.server.event_heartbeat)
        .help("How often a quiet event stream says that it is still there."),
    Setting::new("event-patience", Group::Server, |values| &mut values.server.event_patience)
        .help("For how long a client may take nothing from its event stream before it is cut off."),
    Setting::new("upkeep-every", Group::Server, |values| &mut values.server.upkeep_every)
        .help("How often a server looks after the store: old events, decay that universes ask for."),
    Setting::new("auth", Group::Auth, |values| &mut values.auth)
        .help("How players say who they are: by a token of ours, by a JWT of yours, or not at all (open)."),
    Setting::new("jwt-key-file", Group::Auth, |values| &mut values.jwt.key_file)
        .help("The file with the key that verifies JWTs."),
    Setting::new("jwt-jwks-url", Group::Auth, |values| &mut values.jwt.jwks_url)
        .secret()
        .help("Where your identity provider publishes its keys; a user and a query in it stay hidden."),
    Setting::new("jwt-issuer", Group::Auth, |values| &mut values.jwt.issuer)
        .help("What a JWT's iss must say."),
    Setting::new("jwt-audience", Group::Auth, |values| &mut values.jwt.audience)
        .help("What a JWT's aud must contain."),
    Setting::new("jwt-player-claim", Group::Auth, |values| &mut values.jwt.player_claim)
        .help("The claim of a JWT that holds the player's id."),
    Setting::new("jwt-leeway", Group::Auth, |values| &mut values.jwt.leeway)
        .help("By how much your identity provider's clock may differ from the server's."),
    Setting::new("log", Group::Log, |values| &mut values.log)
        .help("What is logged to stderr, such as warn or multiverse_server=debug,info."),
    Setting::new("log-format", Group::Log, |values| &mut values.log_format)
        .help("How it is logged: as text for people, or as json, one object a line."),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::values::Values;
    use super::*;

    #[test]
    fn every_setting_has_a_name_of_its_own_and_says_what_it_is_for() {
        let mut names = HashSet::new();
        for setting in all() {
            assert!(names.insert(setting.name), "{} is there twice", setting.name);
            assert!(setting.help.ends_with('.'), "{}: {:?}", setting.name, setting.help);
        }
    }

    #[test]
    fn every_setting_reads_what_it_shows() {
        for setting in all() {
            let mut values = Values::default();
            let shown = setting.shown(&values);
            if let Some(texts) = shown.texts() {
                assert_eq!(setting.set(&mut values, &texts), Ok(()), "{}", setting.name);
                assert_eq!(values, Values::default(), "{}", setting.name);
            }
        }
    }
}
