use super::*;
use crate::auth::testing::{ManualClock, NOW, SECRET, Signer, claims_of_ada, fixture};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::io::Write;
use std::time::Duration;

/// A verifier whose key file holds `key`, with a clock that stands at [`NOW`].
async fn verifier_with(key: &[u8], change: impl FnOnce(&mut JwtSettings)) -> Arc<JwtVerifier> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(key).unwrap();
    let mut config = JwtSettings { key_file: Some(file.path().to_owned()), ..JwtSettings::default() };
    change(&mut config);
    JwtVerifier::with_clock(config, ManualClock::new()).await.unwrap()
}

async fn verifier_of(key: &[u8]) -> Arc<JwtVerifier> {
    verifier_with(key, |_| ()).await
}

fn ada() -> PlayerId {
    "ada".parse().unwrap()
}

#[track_caller]
fn assert_invalid(result: Result<PlayerId, JwtError>, because: &str) {
    match result {
        Err(JwtError::Invalid(reason)) if reason.contains(because) => {}
        other => panic!("should be invalid because of {because:?}: {other:?}"),
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[tokio::test]
async fn each_of_the_four_algorithms_is_accepted_with_its_key() {
    for (key, signer) in [
        (fixture!("rsa.public"), Signer::rsa()),
        (fixture!("rsa-pkcs1.public"), Signer::rsa()),
        (fixture!("p256.public"), Signer::p256()),
        (fixture!("ed25519.public"), Signer::ed25519()),
        (SECRET, Signer::secret(SECRET)),
    ] {
        let verifier = verifier_of(key).await;
        assert_eq!(verifier.verify(&signer.signs(&claims_of_ada())).await, Ok(ada()));
        // A key from a file has no id, so none is asked for.
        assert_eq!(verifier.verify(&signer.signs_as(Some("any"), &claims_of_ada())).await, Ok(ada()));
    }
}

#[tokio::test]
async fn no_key_accepts_what_another_signed() {
    let keys = [fixture!("rsa.public"), fixture!("p256.public"), fixture!("ed25519.public"), SECRET];
    let signers = || [Signer::rsa(), Signer::p256(), Signer::ed25519(), Signer::secret(SECRET)];
    for (k, key) in keys.into_iter().enumerate() {
        let verifier = verifier_of(key).await;
        for (s, signer) in signers().into_iter().enumerate() {
            let result = verifier.verify(&signer.signs(&claims_of_ada())).await;
            assert_eq!(result.is_ok(), k == s, "key {k}, signer {s}: {result:?}");
        }
    }
    let rsa = verifier_of(fixture!("rsa.public")).await;
    assert_invalid(rsa.verify(&Signer::other_rsa().signs(&claims_of_ada())).await, "signature");
    let hmac = verifier_of(SECRET).await;
    let guessed = Signer::secret(b"another-secret-of-at-least-32-bytes");
    assert_invalid(hmac.verify(&guessed.signs(&claims_of_ada())).await, "signature");
}

#[tokio::test]
async fn alg_none_is_refused_however_it_is_written() {
    for key in [fixture!("rsa.public"), SECRET] {
        let verifier = verifier_of(key).await;
        for alg in ["none", "None", "NONE", "nOnE", ""] {
            let unsigned =
                format!("{}.{}", part(&json!({ "alg": alg, "typ": "JWT" })), part(&claims_of_ada()));
            for token in [format!("{unsigned}."), unsigned.clone(), format!("{unsigned}.AAAA")] {
                assert_invalid(verifier.verify(&token).await, "not a JWT");
            }
        }
    }
}

#[tokio::test]
async fn a_public_key_does_not_serve_as_an_hmac_secret() {
    for pem in [fixture!("rsa.public"), fixture!("p256.public"), fixture!("ed25519.public")] {
        let verifier = verifier_of(pem).await;
        for secret in [pem, pem.trim_ascii()] {
            let forged = Signer::secret(secret).signs(&claims_of_ada());
            assert_invalid(verifier.verify(&forged).await, "algorithm");
        }
    }
}

#[tokio::test]
async fn the_header_does_not_choose_among_the_algorithms_of_a_key() {
    let verifier = verifier_of(fixture!("rsa.public")).await;
    for algorithm in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256] {
        let token = Signer::rsa_with(algorithm).signs(&claims_of_ada());
        assert_invalid(verifier.verify(&token).await, "algorithm");
    }
    let verifier = verifier_of(SECRET).await;
    let hs512 = Signer::new(Algorithm::HS512, jsonwebtoken::EncodingKey::from_secret(SECRET));
    assert_invalid(verifier.verify(&hs512.signs(&claims_of_ada())).await, "algorithm");
}

#[tokio::test]
async fn a_token_whose_claims_or_signature_were_changed_is_refused() {
    let verifier = verifier_of(fixture!("ed25519.public")).await;
    let token = Signer::ed25519().signs(&claims_of_ada());
    let [header, _, signature] = token.split('.').collect::<Vec<_>>()[..] else { unreachable!() };
    let as_bob = part(&json!({ "sub": "bob", "exp": NOW + 3600 }));
    assert_invalid(verifier.verify(&format!("{header}.{as_bob}.{signature}")).await, "signature");
    let without = &token[..token.len() - signature.len()];
    assert_invalid(verifier.verify(without).await, "signature");
}

#[tokio::test]
async fn exp_is_required_and_kept_to_the_second_with_leeway() {
    let verifier = verifier_of(SECRET).await;
    let verify = async |exp: Value| {
        verifier.verify(&Signer::secret(SECRET).signs(&json!({ "sub": "ada", "exp": exp }))).await
    };
    assert_eq!(verify(json!(NOW - 59)).await, Ok(ada()));
    assert_eq!(verify(json!((NOW - 60) as f64 + 0.5)).await, Ok(ada()));
    assert_eq!(verify(json!(1e300)).await, Ok(ada()));
    for past in [json!(NOW - 60), json!(0), json!(-1), json!(-1e300)] {
        assert_eq!(verify(past.clone()).await, Err(JwtError::Expired), "{past}");
    }
    for wrong in [Value::Null, json!((NOW + 3600).to_string()), json!(true)] {
        assert_invalid(verify(wrong).await, "no time of expiry");
    }
    let without = Signer::secret(SECRET).signs(&json!({ "sub": "ada" }));
    assert_invalid(verifier.verify(&without).await, "no time of expiry");
}

#[tokio::test]
async fn a_token_is_good_for_as_long_as_it_says_and_the_leeway() {
    let verifier = verifier_of(SECRET).await;
    let left = async |exp: Value| {
        verifier.valid_for(&Signer::secret(SECRET).signs(&json!({ "sub": "ada", "exp": exp }))).await
    };
    assert_eq!(left(json!(NOW + 10)).await, Ok(Duration::from_secs(70)));
    assert_eq!(left(json!(NOW - 59)).await, Ok(Duration::from_secs(1)));
    assert_eq!(left(json!(1e300)).await, Ok(Duration::MAX));
    assert_eq!(left(json!(NOW - 60)).await, Err(JwtError::Expired));
}

#[tokio::test]
async fn nbf_is_kept_if_it_is_there() {
    let verifier = verifier_of(SECRET).await;
    let verify = async |nbf: Value| {
        let claims = json!({ "sub": "ada", "exp": NOW + 3600, "nbf": nbf });
        verifier.verify(&Signer::secret(SECRET).signs(&claims)).await
    };
    assert_eq!(verify(json!(NOW + 60)).await, Ok(ada()));
    assert_invalid(verify(json!(NOW + 61)).await, "not valid yet");
    assert_invalid(verify(json!("soon")).await, "not a number");
}

#[tokio::test]
async fn a_leeway_longer_than_the_age_of_time_is_just_a_long_one() {
    let verifier = verifier_with(SECRET, |config| config.leeway = Duration::MAX).await;
    assert_eq!(
        verifier.verify(&Signer::secret(SECRET).signs(&json!({ "sub": "ada", "exp": 1 }))).await,
        Ok(ada())
    );
}

#[tokio::test]
async fn issuer_and_audience_are_checked_if_configured() {
    let verifier = verifier_with(SECRET, |config| {
        config.issuer = Some("https://id.example".to_owned());
        config.audience = Some("multiverse".to_owned());
    })
    .await;
    let verify = async |iss: Value, aud: Value| {
        let claims = json!({ "sub": "ada", "exp": NOW + 3600, "iss": iss, "aud": aud });
        verifier.verify(&Signer::secret(SECRET).signs(&claims)).await
    };
    let (iss, aud) = (json!("https://id.example"), json!("multiverse"));
    assert_eq!(verify(iss.clone(), aud.clone()).await, Ok(ada()));
    assert_eq!(verify(iss.clone(), json!(["other", "multiverse"])).await, Ok(ada()));
    for wrong in [json!("https://id.example/"), json!("HTTPS://ID.EXAMPLE"), json!(""), json!(7), Value::Null]
    {
        assert_invalid(verify(wrong, aud.clone()).await, "issuer");
    }
    for wrong in [json!("other"), json!(["other"]), json!([]), json!({ "multiverse": true }), Value::Null] {
        assert_invalid(verify(iss.clone(), wrong).await, "\"aud\"");
    }
    let bare = Signer::secret(SECRET).signs(&claims_of_ada());
    assert!(matches!(verifier.verify(&bare).await, Err(JwtError::Invalid(_))));
}

#[tokio::test]
async fn issuer_and_audience_are_let_be_if_not_configured() {
    let verifier = verifier_of(SECRET).await;
    let claims = json!({ "sub": "ada", "exp": NOW + 3600, "iss": "anyone", "aud": ["anything"] });
    assert_eq!(verifier.verify(&Signer::secret(SECRET).signs(&claims)).await, Ok(ada()));
}

#[tokio::test]
async fn the_player_is_in_the_claim_that_was_configured() {
    let verifier = verifier_with(SECRET, |config| config.player_claim = "game_id".to_owned()).await;
    let claims = json!({ "sub": "bob", "game_id": "ada", "exp": NOW + 3600 });
    assert_eq!(verifier.verify(&Signer::secret(SECRET).signs(&claims)).await, Ok(ada()));
    let other = Signer::secret(SECRET).signs(&claims_of_ada());
    assert_eq!(verifier.verify(&other).await, Err(JwtError::NoPlayer { claim: "game_id".to_owned() }));
}

#[tokio::test]
async fn a_claim_that_is_no_player_id_names_no_player() {
    let verifier = verifier_of(SECRET).await;
    for sub in [
        json!(7),
        json!(true),
        Value::Null,
        json!(""),
        json!("a/b"),
        json!("auth0|ada"),
        json!("ada "),
        json!("é"),
        json!("x".repeat(129)),
    ] {
        let token = Signer::secret(SECRET).signs(&json!({ "sub": sub, "exp": NOW + 3600 }));
        assert_eq!(
            verifier.verify(&token).await,
            Err(JwtError::NoPlayer { claim: "sub".to_owned() }),
            "{sub}"
        );
    }
}

#[tokio::test]
async fn a_standard_claim_that_is_a_list_or_an_object_makes_the_token_invalid() {
    let verifier = verifier_of(SECRET).await;
    for claims in [
        json!({ "sub": ["ada"], "exp": NOW + 3600 }),
        json!({ "sub": { "id": "ada" }, "exp": NOW + 3600 }),
        json!({ "sub": "ada", "exp": [NOW + 3600] }),
    ] {
        assert_invalid(verifier.verify(&Signer::secret(SECRET).signs(&claims)).await, "claims");
    }
    // In a claim of the game's own it only names nobody.
    let verifier = verifier_with(SECRET, |config| config.player_claim = "player".to_owned()).await;
    let token = Signer::secret(SECRET).signs(&json!({ "player": ["ada"], "exp": NOW + 3600 }));
    assert_eq!(verifier.verify(&token).await, Err(JwtError::NoPlayer { claim: "player".to_owned() }));
}

#[tokio::test]
async fn garbage_is_invalid_and_not_echoed() {
    let verifier = verifier_of(SECRET).await;
    let good = Signer::secret(SECRET).signs(&claims_of_ada());
    let header = part(&json!({ "alg": "HS256" }));
    for token in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        "xyzzy".to_owned(),
        "mv_0000".to_owned(),
        "é.é.é".to_owned(),
        "\0.\0.\0".to_owned(),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}="),
        format!("{header}.xyzzy.xyzzy"),
        format!("{}.{}.xyzzy", part(&json!([])), part(&claims_of_ada())),
        format!("{}.{}.xyzzy", part(&json!({})), part(&claims_of_ada())),
        format!("{}.{}.xyzzy", part(&json!({ "alg": "HS256", "kid": 7 })), part(&claims_of_ada())),
    ] {
        match verifier.verify(&token).await {
            Err(JwtError::Invalid(reason)) => assert!(!reason.contains("xyzzy"), "{reason}"),
            other => panic!("{token:?}: {other:?}"),
        }
    }
    for claims in [json!("ada"), json!([1]), Value::Null] {
        assert_invalid(verifier.verify(&Signer::secret(SECRET).signs(&claims)).await, "not a JWT");
    }
}

#[tokio::test]
async fn a_token_of_more_than_8_kib_is_refused() {
    let verifier = verifier_of(SECRET).await;
    let padded = |padding: usize| {
        Signer::secret(SECRET).signs(&json!({ "sub": "ada", "exp": NOW + 3600, "pad": "x".repeat(padding) }))
    };
    assert_eq!(verifier.verify(&padded(5000)).await, Ok(ada()));
    assert_invalid(verifier.verify(&padded(9000)).await, "longer than 8192");
}

#[tokio::test]
async fn an_extension_that_must_be_understood_is_refused() {
    let verifier = verifier_of(SECRET).await;
    let header = Header { crit: Some(vec!["b64".to_owned()]), ..Header::new(Algorithm::HS256) };
    let token = Signer::secret(SECRET).signs_under(&header, &claims_of_ada());
    assert_invalid(verifier.verify(&token).await, "extensions");
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_at_start() {
    let start = async |key_file: Option<&std::path::Path>, jwks_url: Option<&str>| {
        let config = JwtSettings {
            key_file: key_file.map(Into::into),
            jwks_url: jwks_url.map(Into::into),
            ..JwtSettings::default()
        };
        JwtVerifier::new(config).await.err().map(|error| error.to_string()).unwrap_or_default()
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "short").unwrap();
    assert!(start(None, None).await.contains("either a key file or a JWKS URL"));
    assert!(start(Some(&file), Some("http://127.0.0.1/jwks")).await.contains("either"));
    assert!(start(Some(&folder.path().join("absent")), None).await.contains("absent cannot be read"));
    let short = start(Some(&file), None).await;
    assert!(short.contains("5 bytes") && short.contains("at least 32"), "{short}");
    for url in ["", "jwks.json", "/jwks", "ftp://id.example/jwks", "file:///etc/passwd", "https://"] {
        assert!(start(None, Some(url)).await.contains("http:// or https:// URL"), "{url}");
    }
}
