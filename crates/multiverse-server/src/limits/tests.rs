use super::*;

#[test]
fn a_limit_is_called_the_same_everywhere() {
    for (limit, field) in Limits::TABLE.iter().zip(FIELDS) {
        assert_eq!(limit.toml_key(), *field);
    }
    assert_eq!(Limits::TABLE[0].json_name(), "maxBodyBytes");
}

#[test]
fn every_default_is_within_its_own_range() {
    for limit in Limits::TABLE {
        let default = limit.of(&Limits::default());
        let mut limits = Limits::default();
        assert_eq!(limit.change(&mut limits, default), Ok(()), "{}", limit.name);
        assert_eq!(limits, Limits::default());
    }
}

#[test]
fn a_change_reaches_only_its_own_limit() {
    let mut limits = Limits::default();
    limit("max-json-depth").change(&mut limits, LimitValue::Number(7)).unwrap();
    assert_eq!(limits, Limits { max_json_depth: 7, ..Limits::default() });
}

#[test]
fn a_value_that_could_not_work_is_refused_with_the_range() {
    for (name, value, message) in [
        ("max-body-bytes", LimitValue::Number(0), "from 1 to 9007199254740991"),
        ("header-timeout-seconds", LimitValue::Number(86_401), "from 1 to 86400"),
        ("player-burst", LimitValue::Number(1 << 40), "from 1 to 1000000000"),
        ("player-burst", LimitValue::Switch(true), "from 1 to 1000000000"),
        ("limit-loopback", LimitValue::Number(1), "true or false"),
    ] {
        let mut limits = Limits::default();
        let refused = limit(name).change(&mut limits, value).unwrap_err();
        assert_eq!(refused.to_string(), message, "{name}");
        assert_eq!(limits, Limits::default(), "{name}");
    }
}

#[test]
fn a_client_reads_every_limit_by_its_camel_case_name() {
    let json = Value::Object(Limits::default().to_json());
    assert_eq!(json["maxBodyBytes"], 67_108_864);
    assert_eq!(json["limitLoopback"], false);
    assert_eq!(json["maxIdLength"], 128);
    assert_eq!(json["maxConfigBytes"], 65_536);
    assert_eq!(json["maxListLimit"], 1000);
    assert_eq!(json["maxTick"], 9_007_199_254_740_991_u64);
    assert_eq!(json.as_object().unwrap().len(), Limits::TABLE.len() + fixed().len());
}

fn limit(name: &str) -> &'static Limit {
    Limits::TABLE.iter().find(|limit| limit.name == name).expect("a limit has that name")
}
