use super::*;

fn jwt(change: impl FnOnce(&mut JwtSettings)) -> AuthConfig {
    let mut jwt = JwtSettings { key_file: Some("key.pem".into()), ..JwtSettings::default() };
    change(&mut jwt);
    AuthConfig::Jwt(jwt)
}

fn everywhere() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::UNSPECIFIED, 3001))
}

#[test]
fn the_default_is_valid_and_gives_no_cause_for_warnings() {
    assert_eq!(ServerConfig::default().validate(), Ok(()));
    assert_eq!(ServerConfig::default().warnings(), []);
}

#[test]
fn any_origin_is_allowed_only_in_open_mode() {
    let cors_origins = vec!["https://game.example".parse().unwrap(), CorsOrigin::Any];
    for (auth, expected) in [
        (AuthConfig::Open, Ok(())),
        (AuthConfig::Token, Err(ConfigError::AnyOriginNeedsOpenAuth)),
        (jwt(|_| ()), Err(ConfigError::AnyOriginNeedsOpenAuth)),
    ] {
        let config = ServerConfig { auth, cors_origins: cors_origins.clone(), ..ServerConfig::default() };
        assert_eq!(config.validate(), expected);
    }
}

#[test]
fn jwt_needs_a_key_or_a_url_and_a_claim() {
    for (auth, expected) in [
        (jwt(|_| ()), Ok(())),
        (jwt(|jwt| (jwt.key_file, jwt.jwks_url) = (None, Some("https://id.example".to_owned()))), Ok(())),
        (jwt(|jwt| jwt.key_file = None), Err(ConfigError::JwtWithoutKey)),
        (jwt(|jwt| jwt.jwks_url = Some("id.example/keys".to_owned())), Err(ConfigError::JwksWithoutUrl)),
        (jwt(|jwt| jwt.player_claim.clear()), Err(ConfigError::JwtWithoutPlayerClaim)),
    ] {
        assert_eq!(ServerConfig { auth, ..ServerConfig::default() }.validate(), expected);
    }
}

#[test]
fn tls_needs_both_files_or_none() {
    let (cert, key) = (Some("cert.pem".into()), Some("key.pem".into()));
    assert_eq!(TlsFiles::from_paths(None, None), Ok(None));
    assert_eq!(TlsFiles::from_paths(cert.clone(), None), Err(ConfigError::CertWithoutKey));
    assert_eq!(TlsFiles::from_paths(None, key.clone()), Err(ConfigError::KeyWithoutCert));
    assert_eq!(
        TlsFiles::from_paths(cert, key),
        Ok(Some(TlsFiles { cert: "cert.pem".into(), key: "key.pem".into() }))
    );
}

#[test]
fn metrics_need_an_address_of_their_own() {
    let mut config = ServerConfig::default();
    config.metrics_listen = Some(config.listen);
    assert_eq!(config.validate(), Err(ConfigError::MetricsOnTheSameAddress(config.listen)));
    // Port 0 is another port each time.
    config.listen.set_port(0);
    config.metrics_listen = Some(config.listen);
    assert_eq!(config.validate(), Ok(()));
}

#[test]
fn the_largest_upload_fits_into_the_memory_for_uploads() {
    let mut config = ServerConfig::default();
    config.limits.upload_memory_bytes = config.limits.max_document_bytes - 1;
    let refused = config.validate().unwrap_err().to_string();
    assert!(refused.starts_with("upload-memory-bytes (67108863) is below"), "{refused}");
}

#[test]
fn what_deserves_a_second_look_is_said() {
    let tls = TlsFiles::from_paths(Some("cert.pem".into()), Some("key.pem".into())).unwrap();
    let on_loopback = ServerConfig::default();
    let exposed = ServerConfig { listen: everywhere(), ..ServerConfig::default() };
    let open = AuthConfig::Open;
    for (config, expected) in [
        (ServerConfig { auth: open.clone(), ..on_loopback.clone() }, vec![ConfigWarning::Open]),
        (ServerConfig { auth: open, ..exposed.clone() }, vec![ConfigWarning::OpenToTheNetwork(everywhere())]),
        (exposed.clone(), vec![ConfigWarning::TokensInTheClear(everywhere())]),
        (ServerConfig { tls, ..exposed.clone() }, vec![]),
        (ServerConfig { trust_proxy: true, ..exposed }, vec![]),
        (ServerConfig { auth: jwt(|_| ()), ..on_loopback.clone() }, vec![ConfigWarning::AnyAudience]),
        (ServerConfig { auth: jwt(|jwt| jwt.audience = Some("us".into())), ..on_loopback }, vec![]),
    ] {
        assert_eq!(config.warnings(), expected, "{config:?}");
    }
}

#[test]
fn periods_are_long_enough_to_keep_what_is_promised() {
    let change = |change: fn(&mut ServerConfig)| {
        let mut config =
            ServerConfig { event_retention: Duration::from_secs(86_400), ..ServerConfig::default() };
        change(&mut config);
        config.validate()
    };
    assert_eq!(change(|_| ()), Ok(()));
    assert_eq!(
        change(|config| config.event_retention -= Duration::from_millis(1)),
        Err(ConfigError::EventsForgotten)
    );
    assert_eq!(change(|config| config.event_heartbeat = Duration::ZERO), Err(ConfigError::NoPeriod));
    assert_eq!(change(|config| config.upkeep_every = Duration::ZERO), Err(ConfigError::NoPeriod));
    assert_eq!(change(|config| config.event_patience = config.event_heartbeat), Err(ConfigError::NoPatience));
}
