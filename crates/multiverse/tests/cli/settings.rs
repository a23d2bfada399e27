//! Settings as people meet them: through the real binary, in a directory of its own, with an environment of its own.

use crate::workplace::Workplace;

/// Where `setting` is given, and what `multiverse config` then says of it.
fn assert_in_force(
    workplace: &Workplace,
    args: &[&str],
    variables: &[(&str, &str)],
    setting: &str,
    expected: [&str; 2],
) {
    let args: Vec<_> = ["config", "--json"].iter().chain(args).copied().collect();
    let output = workplace.run(&args, variables).succeeds();
    let json: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let shown = &json[setting];
    let value = shown["value"].as_str().map_or_else(|| shown["value"].to_string(), str::to_owned);
    assert_eq!([value.as_str(), shown["source"].as_str().unwrap()], expected, "{setting}");
}

#[test]
fn a_flag_beats_a_variable_beats_the_file_beats_the_default() {
    for (setting, flag, variable, values) in [
        (
            "listen",
            "--listen",
            "MULTIVERSE_LISTEN",
            ["127.0.0.1:3", "127.0.0.1:2", "127.0.0.1:1", "127.0.0.1:3001"],
        ),
        ("data", "--data", "MULTIVERSE_DATA", ["/flag", "/variable", "/file", "./multiverse-data"]),
        ("auth", "--auth", "MULTIVERSE_AUTH", ["open", "token", "open", "token"]),
        ("max_body_bytes", "--max-body-bytes", "MULTIVERSE_MAX_BODY_BYTES", ["3", "2", "1", "67108864"]),
        ("shutdown_grace", "--shutdown-grace", "MULTIVERSE_SHUTDOWN_GRACE", ["3s", "2s", "1s", "25s"]),
        (
            "limit_loopback",
            "--limit-loopback",
            "MULTIVERSE_LIMIT_LOOPBACK",
            ["true", "false", "true", "false"],
        ),
        ("log_format", "--log-format", "MULTIVERSE_LOG_FORMAT", ["json", "text", "json", "text"]),
    ] {
        let [by_flag, by_variable, by_file, by_default] = values;
        let empty = Workplace::new();
        let workplace = Workplace::with_file(&format!("# ours\n{setting} = '{by_file}'\n"));
        let flag_alone = format!("{flag}={by_flag}");
        let given = [(variable, by_variable)];
        let source = format!("flag {flag}");
        assert_in_force(&workplace, &[&flag_alone], &given, setting, [by_flag, &source]);
        assert_in_force(&workplace, &[], &given, setting, [by_variable, variable]);
        assert_in_force(&workplace, &[], &[], setting, [by_file, "multiverse.toml line 2"]);
        assert_in_force(&empty, &[], &[], setting, [by_default, "default"]);
    }
}

#[test]
fn the_file_may_be_named_by_a_flag_or_a_variable() {
    let workplace = Workplace::with_file("listen = '127.0.0.1:1'");
    workplace.write("flag.toml", "listen = '127.0.0.1:2'");
    workplace.write("variable.toml", "listen = '127.0.0.1:3'");
    let variable = [("MULTIVERSE_CONFIG", "variable.toml")];
    let flag = ["--config", "flag.toml"];
    assert_in_force(&workplace, &flag, &variable, "listen", ["127.0.0.1:2", "flag.toml line 1"]);
    assert_in_force(&workplace, &[], &variable, "listen", ["127.0.0.1:3", "variable.toml line 1"]);
}

#[test]
fn a_named_file_that_is_missing_is_an_error() {
    let workplace = Workplace::new();
    for (args, variables, named_by) in [
        (&["config", "--config", "gone.toml"][..], &[][..], "flag --config"),
        (&["config"][..], &[("MULTIVERSE_CONFIG", "gone.toml")][..], "MULTIVERSE_CONFIG"),
    ] {
        let message = workplace.run(args, variables).fails_with(2);
        assert!(message.starts_with("error: the settings file gone.toml cannot be read ("), "{message}");
        assert!(message.ends_with(&format!("correct {named_by} or the file\n")), "{message}");
    }
}

#[test]
fn a_bad_value_is_refused_with_its_source_and_what_it_must_be() {
    for (line, args, variables, message) in [
        (
            "",
            &["--listen", "localhost"][..],
            &[][..],
            r#"listen must be an IP address and a port, such as 127.0.0.1:3001, not "localhost" (flag --listen)"#,
        ),
        (
            "",
            &[],
            &[("MULTIVERSE_AUTH", "none")],
            r#"auth must be token, open or jwt, not "none" (MULTIVERSE_AUTH)"#,
        ),
        (
            "max_body_bytes = '64M'",
            &[],
            &[],
            r#"max-body-bytes must be a size, such as 64MiB, 10 GB or 4096 (bytes), not "64M" (multiverse.toml line 1)"#,
        ),
        (
            "header_timeout_seconds = -1",
            &[],
            &[],
            r#"header-timeout-seconds must be a duration of at most a year, such as 500ms, 15s, 2m, 1h or 10d, not "-1" (multiverse.toml line 1)"#,
        ),
        (
            "",
            &["--player-burst", "0"],
            &[],
            r#"player-burst must be from 1 to 1000000000, not "0" (flag --player-burst)"#,
        ),
        (
            "",
            &["--log", "x=loud"],
            &[],
            r#"log must be a log filter, such as info or multiverse_server=debug,info, not "x=loud" (flag --log)"#,
        ),
        (
            "trust_proxy = 'maybe'",
            &[],
            &[],
            r#"trust-proxy must be true or false, not "maybe" (multiverse.toml line 1)"#,
        ),
        (
            "lisen = ''",
            &[],
            &[],
            r#"multiverse.toml line 1: there is no setting "lisen"; did you mean "listen"?"#,
        ),
    ] {
        let workplace = Workplace::with_file(line);
        for command in ["config", "serve"] {
            let args: Vec<_> = [command].iter().chain(args).copied().collect();
            assert_eq!(workplace.run(&args, variables).fails_with(2), format!("error: {message}\n"));
        }
    }
}

#[test]
fn values_that_contradict_each_other_are_shown_and_refused() {
    for (args, message) in [
        (&["--cors-origin", "*"][..], "cors-origin * needs auth open; name the origins of your game instead"),
        (&["--tls-cert", "cert.pem"], "tls-cert needs tls-key; name the private key's file too"),
        (
            &["--auth", "jwt"],
            "auth jwt needs jwt-key-file or jwt-jwks-url; name where your identity provider's keys are",
        ),
    ] {
        let workplace = Workplace::new();
        let shown = workplace.run(&[&["config"], args].concat(), &[]);
        assert!(shown.stdout.contains("127.0.0.1:3001"), "{}", shown.stdout);
        assert_eq!(shown.fails_with(2), format!("error: {message}\n"));
        assert_eq!(
            workplace.run(&[&["serve"], args].concat(), &[]).fails_with(2),
            format!("error: {message}\n")
        );
    }
}

#[test]
fn an_unknown_variable_is_a_warning_with_the_nearest_name() {
    let output = Workplace::new().run(&["config"], &[("MULTIVERSE_LISTN", "pass")]);
    assert_eq!(
        output.succeeds().stderr,
        "warning: MULTIVERSE_LISTN is no setting and has no effect; did you mean MULTIVERSE_LISTEN?\n"
    );
}

#[test]
fn an_unknown_flag_is_a_usage_error() {
    let message = Workplace::new().run(&["serve", "--listn", "x"], &[]).fails_with(2);
    assert!(message.contains("--listen"), "{message}");
}

#[test]
fn secrets_are_hidden() {
    let url = "https://ada:sesame@id.example/keys?key=sesame";
    let variables = [("MULTIVERSE_JWT_JWKS_URL", url), ("MULTIVERSE_AUTH", "jwt")];
    for args in [&["config"][..], &["config", "--json"]] {
        let output = Workplace::new().run(args, &variables).succeeds();
        assert!(output.stdout.contains("https://(hidden)@id.example/keys?(hidden)"), "{}", output.stdout);
        assert!(!(output.stdout + &output.stderr).contains("sesame"));
    }
}

#[test]
fn the_text_is_a_settings_file_with_its_sources_in_a_column() {
    let workplace = Workplace::new();
    let output = workplace.run(&["config", "--auth", "open"], &[]).succeeds();
    let column = |name: &str| {
        let line = output.stdout.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_once("  # ").map(|(before, source)| (before.len(), source.to_owned())).unwrap()
    };
    assert_eq!(column("auth ").1, "flag --auth");
    assert_eq!(column("listen "), (column("auth ").0, "default".to_owned()));
    workplace.write("multiverse.toml", &output.stdout);
    assert_in_force(&workplace, &[], &[], "auth", ["open", "multiverse.toml line 14"]);
}

#[test]
fn output_that_nobody_reads_ends_the_command_quietly() {
    let status = Workplace::new().run_with_closed_stdout(&["config"]);
    assert_eq!(status.stderr, "");
    assert!(status.status.success());
}
