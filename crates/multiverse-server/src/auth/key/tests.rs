use super::*;
use crate::auth::testing::{SECRET, fixture};

fn algorithm_of(content: &[u8]) -> Result<Algorithm, UnusableKey> {
    VerifyingKey::from_file(content).map(|key| key.algorithm)
}

#[test]
fn the_file_says_which_algorithm_it_is_for() {
    assert_eq!(algorithm_of(fixture!("rsa.public")), Ok(Algorithm::RS256));
    assert_eq!(algorithm_of(fixture!("rsa-pkcs1.public")), Ok(Algorithm::RS256));
    assert_eq!(algorithm_of(fixture!("p256.public")), Ok(Algorithm::ES256));
    assert_eq!(algorithm_of(fixture!("ed25519.public")), Ok(Algorithm::EdDSA));
    assert_eq!(algorithm_of(SECRET), Ok(Algorithm::HS256));
}

#[test]
fn a_private_key_is_refused() {
    let pkcs1 = b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let encrypted = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    for pem in
        [fixture!("rsa.private"), fixture!("p256.private"), fixture!("ed25519.private"), pkcs1, encrypted]
    {
        assert_eq!(algorithm_of(pem), Err(UnusableKey::Private));
    }
}

#[test]
fn other_pem_files_are_refused_and_not_taken_for_secrets() {
    let certificate = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let broken = b"-----BEGIN PUBLIC KEY-----\nnot base64 at all!\n-----END PUBLIC KEY-----\n";
    let cut = &fixture!("rsa.public")[..200];
    let after_text = [b"my key:\n", &certificate[..]].concat();
    for pem in [&certificate[..], broken, cut, &after_text, fixture!("p384.public")] {
        assert_eq!(algorithm_of(pem), Err(UnusableKey::NotAPublicKey), "{}", String::from_utf8_lossy(pem));
    }
}

#[test]
fn public_keys_in_other_forms_are_not_taken_for_secrets() {
    let der = inside;
    for key in [
        br#"{"keys": [{"kty": "RSA", "n": "AAAA", "e": "AQAB"}]}"#.to_vec(),
        b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExample ada@example".to_vec(),
        b"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlz ada@example".to_vec(),
        der(fixture!("rsa.public")),
        der(fixture!("rsa-pkcs1.public")),
        der(fixture!("p256.public")),
        der(fixture!("ed25519.public")),
    ] {
        assert_eq!(
            algorithm_of(&key),
            Err(UnusableKey::PublicButNotPem),
            "{}",
            String::from_utf8_lossy(&key)
        );
    }
}

/// The bytes inside a PEM block.
fn inside(pem: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(pem).unwrap();
    let base64: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    base64::engine::general_purpose::STANDARD.decode(base64).unwrap()
}

#[test]
fn a_short_secret_is_refused_and_white_space_around_it_does_not_count() {
    assert_eq!(algorithm_of(b""), Err(UnusableKey::ShortSecret(0)));
    assert_eq!(algorithm_of(&SECRET[..31]), Err(UnusableKey::ShortSecret(31)));
    assert_eq!(algorithm_of(&[b"  ", &SECRET[..30], b" \r\n"].concat()), Err(UnusableKey::ShortSecret(30)));
    assert_eq!(algorithm_of(&[SECRET, b"\n"].concat()), Ok(Algorithm::HS256));
    let message = UnusableKey::ShortSecret(31).to_string();
    assert!(message.contains("31 bytes") && message.contains("at least 32"), "{message}");
}

#[test]
fn an_rsa_key_that_can_be_broken_is_refused() {
    assert_eq!(algorithm_of(fixture!("rsa-1024.public")), Err(UnusableKey::RsaSize(1024)));
}

#[test]
fn debug_does_not_show_a_secret() {
    let shown = format!("{:?}", VerifyingKey::from_file(SECRET).unwrap());
    assert!(shown.contains("redacted") && !shown.contains("test-only"), "{shown}");
}
