use std::path::PathBuf;

use multiverse_server::{AuthConfig, Limits};

use super::super::table;
use super::*;

/// A settings file that lives as long as the test.
struct SettingsFile {
    path: PathBuf,
    _directory: tempfile::TempDir,
}

impl SettingsFile {
    fn with(text: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("multiverse.toml");
        std::fs::write(&path, text).unwrap();
        Self { path, _directory: directory }
    }

    fn path(&self) -> &str {
        self.path.to_str().unwrap()
    }
}

fn read<const N: usize, const M: usize>(
    flags: [&str; N],
    variables: [(&str, &str); M],
) -> Result<Resolved, SettingsError> {
    Resolved::read(&flags.into(), &variables.into())
}

fn source(resolved: &Resolved, name: &str) -> String {
    resolved.source(&table::find(name).unwrap()).to_string()
}

#[test]
fn without_anything_every_value_is_its_default() {
    let resolved = read([], []).unwrap();
    assert!(table::all().all(|setting| resolved.source(&setting) == Source::Default));
    let (settings, warnings) = resolved.into_settings().unwrap();
    assert_eq!(settings.server, multiverse_server::ServerConfig::default());
    assert_eq!(settings.data, PathBuf::from("./multiverse-data"));
    assert_eq!(warnings, []);
}

#[test]
fn a_flag_beats_a_variable_beats_the_file_beats_the_default() {
    let file = SettingsFile::with("listen = '127.0.0.1:1'\n");
    let path = file.path();
    let variable = ("MULTIVERSE_LISTEN", "127.0.0.1:2");
    let named = ("MULTIVERSE_CONFIG", path);
    for (resolved, port, from) in [
        (read(["--listen", "127.0.0.1:3"], [variable, named]), 3, "flag --listen".to_owned()),
        (read([], [variable, named]), 2, "MULTIVERSE_LISTEN".to_owned()),
        (read([], [named]), 1, format!("{path} line 1")),
        (read([], []), 3001, "default".to_owned()),
    ] {
        let resolved = resolved.unwrap();
        assert_eq!(source(&resolved, "listen"), from);
        assert_eq!(resolved.into_settings().unwrap().0.server.listen.port(), port);
    }
}

#[test]
fn a_stronger_list_replaces_a_weaker_one() {
    let flags = ["--cors-origin", "https://a.example", "--cors-origin", "https://b.example"];
    let variable = ("MULTIVERSE_CORS_ORIGIN", "https://c.example, https://d.example");
    for (resolved, origins) in [
        (read(flags, [variable]), ["https://a.example", "https://b.example"]),
        (read([], [variable]), ["https://c.example", "https://d.example"]),
    ] {
        let settings = resolved.unwrap().into_settings().unwrap().0;
        assert_eq!(settings.server.cors_origins, origins.map(|origin| origin.parse().unwrap()));
    }
}

#[test]
fn a_switch_alone_is_true_and_can_be_turned_off() {
    for (flag, on) in [("--trust-proxy", true), ("--trust-proxy=true", true), ("--trust-proxy=false", false)]
    {
        let resolved = read([flag], [("MULTIVERSE_TRUST_PROXY", "true")]).unwrap();
        assert_eq!(resolved.into_settings().unwrap().0.server.trust_proxy, on, "{flag}");
    }
}

#[test]
fn a_limit_takes_sizes_and_durations() {
    let flags = ["--max-body-bytes", "10 MB", "--request-timeout-seconds", "2m", "--max-connections", "7"];
    let limits = read(flags, []).unwrap().into_settings().unwrap().0.server.limits;
    let expected = Limits {
        max_body_bytes: 10_000_000,
        request_timeout_seconds: 120,
        max_connections: 7,
        ..Limits::default()
    };
    assert_eq!(limits, expected);
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let resolved = read([], [("MULTIVERSE_TLS_CERT", ""), ("MULTIVERSE_CONFIG", "")]).unwrap();
    assert_eq!(source(&resolved, "tls-cert"), "default");
}

#[test]
fn a_bad_value_is_refused_even_where_it_is_overridden() {
    let refused = read(["--listen", "127.0.0.1:3"], [("MULTIVERSE_LISTEN", "here")]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        r#"listen must be an IP address and a port, such as 127.0.0.1:3001, not "here" (MULTIVERSE_LISTEN)"#
    );
}

#[test]
fn a_secret_is_used_but_not_shown() {
    let url = "https://ada:sesame@id.example/keys";
    let resolved = read(["--auth", "jwt", "--jwt-jwks-url", url], []).unwrap();
    assert!(!resolved.to_text().contains("sesame"), "{}", resolved.to_text());
    assert!(!resolved.to_json().contains("sesame"), "{}", resolved.to_json());
    let AuthConfig::Jwt(jwt) = resolved.into_settings().unwrap().0.server.auth else { panic!("not jwt") };
    assert_eq!(jwt.jwks_url.as_deref(), Some(url));
}

#[test]
fn what_has_no_effect_is_said() {
    let variables = [
        ("MULTIVERSE_LISTN", "x"),
        ("MULTIVERSE_PORT_3001_TCP", "tcp://10.0.0.1"),
        ("MULTIVERSE_JWT_ISSUER", "x"),
    ];
    let (_, warnings) = read([], variables).unwrap().into_settings().unwrap();
    let warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "MULTIVERSE_LISTN is no setting and has no effect; did you mean MULTIVERSE_LISTEN?",
            "MULTIVERSE_PORT_3001_TCP is no setting and has no effect; unset it",
            "jwt-… settings have no effect without auth jwt; set it, or leave them out",
        ]
    );
}

#[test]
fn what_is_printed_is_a_settings_file_with_the_same_meaning() {
    let flags = ["--listen", "[::1]:0", "--auth", "open", "--cors-origin", "*", "--data", "/a \"b\"\\c"];
    let printed = read(flags, []).unwrap();
    let file = SettingsFile::with(&printed.to_text());
    let again = read(["--config", file.path()], []).unwrap();
    assert_eq!(again.values, printed.values);
}
