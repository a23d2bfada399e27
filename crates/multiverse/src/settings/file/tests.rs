use super::*;

fn message(text: &str) -> String {
    parse("multiverse.toml", text).unwrap_err().to_string()
}

#[test]
fn a_value_may_be_written_in_every_way_that_toml_has_for_it() {
    let text = "max_json_depth = 0x40\nmax_body_bytes = '64MiB'\ntrust_proxy = true\n\
                cors_origin = [\n  'https://a.example',\n  'https://b.example',\n]\nlisten = \"[::1]:80\"\n";
    let mut given = parse("a.toml", text).unwrap();
    given.sort_by_key(|given| given.source.to_string());
    let given: Vec<_> =
        given.iter().map(|g| (g.setting.name, g.texts.join(" "), g.source.to_string())).collect();
    assert_eq!(
        given,
        [
            ("max-json-depth", "64".to_owned(), "a.toml line 1".to_owned()),
            ("max-body-bytes", "64MiB".to_owned(), "a.toml line 2".to_owned()),
            ("trust-proxy", "true".to_owned(), "a.toml line 3".to_owned()),
            ("cors-origin", "https://a.example https://b.example".to_owned(), "a.toml line 4".to_owned()),
            ("listen", "[::1]:80".to_owned(), "a.toml line 8".to_owned()),
        ]
    );
}

#[test]
fn one_origin_needs_no_list() {
    let given = parse("a.toml", "cors_origin = 'https://a.example'").unwrap();
    assert_eq!(given[0].texts, ["https://a.example"]);
}

#[test]
fn an_unknown_key_is_an_error_that_names_the_nearest() {
    for (text, expected) in [
        ("\nlisen = ''", r#"multiverse.toml line 2: there is no setting "lisen"; did you mean "listen"?"#),
        (
            "max-body-bytes = 1",
            r#"multiverse.toml line 1: there is no setting "max-body-bytes"; did you mean "max_body_bytes"?"#,
        ),
        (
            "colour = 1",
            r#"multiverse.toml line 1: there is no setting "colour"; `multiverse config` lists them all"#,
        ),
        (
            "[server]\nlisten = ''",
            r#"multiverse.toml line 1: there is no setting "server"; settings stand at the top of the file, without sections"#,
        ),
    ] {
        assert_eq!(message(text), expected);
    }
}

#[test]
fn a_value_that_is_no_text_is_refused_by_its_kind() {
    for (text, found) in [
        ("listen = 1.5", "a fraction"),
        ("listen = 2026-01-01", "a date"),
        ("listen = ['127.0.0.1:1']", "a list"),
        ("listen.port = 1", "a section"),
        ("cors_origin = [['https://a.example']]", "a list"),
    ] {
        let message = message(text);
        assert!(message.contains(&format!("cannot be {found} (multiverse.toml line 1)")), "{message}");
    }
}

#[test]
fn what_is_no_toml_is_refused_with_its_line() {
    for text in ["auth = 'open'\nlisten = \n", "auth = 'open'\nlisten\n", "auth = 'open'\nauth = 'token'\n"] {
        let message = message(text);
        assert!(message.starts_with("multiverse.toml line 2: this is not TOML: "), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}
