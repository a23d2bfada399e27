use super::*;

use proptest::prelude::*;

/// Computed apart from this code, in Python, with `zlib.crc32` and integers of any size. Tokens are in players'
/// hands: if one of these changes, they are all locked out.
const KNOWN: [([u8; 32], &str); 3] = [
    ([0x00; 32], "mv_00000000000000000000000000000000000000000002Wj8cD"),
    ([0xff; 32], "mv_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp10c3zbN"),
    ([0x5a; 32], "mv_LQNUGZHT5u543eF8cvF8tKdPlcVkNSYQAq1KIqZ6f743Q5C72"),
];

#[test]
fn the_text_form_is_fixed() {
    for (secret, text) in KNOWN {
        let token = Token::from_secret(secret);
        assert_eq!(token.reveal(), text);
        assert_eq!(token.reveal().len(), 52);
        assert_eq!(Token::parse(text).unwrap().hash(), token.hash());
    }
}

#[test]
fn what_is_not_a_token_is_refused() {
    let good = Token::from_secret([7; 32]).reveal().to_owned();
    let same_length = |text: String| {
        assert_eq!(text.len(), good.len());
        text
    };
    for (why, text) in [
        ("empty", String::new()),
        ("prefix only", "mv_".to_owned()),
        ("no prefix", good[3..].to_owned()),
        ("another prefix", same_length(good.replacen("mv_", "mw_", 1))),
        ("prefix in capitals", same_length(good.replacen("mv_", "MV_", 1))),
        ("too short", good[..51].to_owned()),
        ("too long", format!("{good}0")),
        ("a space behind", format!("{good} ")),
        ("outside the alphabet", same_length(format!("{}-{}", &good[..10], &good[11..]))),
        ("not ASCII, as many bytes", same_length(format!("{}é{}", &good[..10], &good[12..]))),
        ("not ASCII where the checksum starts", same_length(format!("{}é{}", &good[..45], &good[47..]))),
    ] {
        assert!(Token::parse(&text).is_none(), "{why}: {text}");
    }
}

#[test]
fn one_changed_character_is_found_by_the_checksum() {
    let good = Token::from_secret([7; 32]).reveal().to_owned();
    for at in 3..good.len() {
        for digit in DIGITS.iter().map(|digit| char::from(*digit)) {
            let mut tampered = good.clone();
            tampered.replace_range(at..=at, &digit.to_string());
            assert_eq!(Token::parse(&tampered).is_some(), tampered == good, "{tampered}");
        }
    }
}

#[test]
fn debug_does_not_show_the_secret() {
    let token = Token::from_secret([7; 32]);
    assert_eq!(format!("{token:?}"), "Token(mv_…)");
}

#[test]
fn a_hash_is_the_sha256_of_the_text_and_survives_the_store() {
    let token = Token::from_secret([7; 32]);
    let digest: [u8; 32] = Sha256::digest(token.reveal()).into();
    assert_eq!(token.hash().as_bytes(), &digest);
    assert_eq!(token.hash().as_bytes(), &digest);
    assert_ne!(token.hash(), Token::from_secret([8; 32]).hash());
}

#[test]
fn a_retry_derives_the_same_token_and_nothing_else_does() {
    let first = Token::derive("3f1c-retry", &[1; 32]);
    assert_eq!(first.reveal(), Token::derive("3f1c-retry", &[1; 32]).reveal());
    assert_ne!(first.reveal(), Token::derive("3f1c-retry", &[2; 32]).reveal());
    assert_ne!(first.reveal(), Token::derive("3f1c-retrY", &[1; 32]).reveal());
    assert!(Token::parse(first.reveal()).is_some());
}

#[test]
fn what_is_derived_does_not_change_with_the_version_of_the_server() {
    // A retry may reach a newer server than the first try did. Computed in Python, with `hmac`.
    assert_eq!(
        Token::derive("3f1c-retry", &[1; 32]).reveal(),
        "mv_8CdldRfT63vNIWwZ9IQQ8pwDCW1n89XQKhrJemmEj8i2hZYs5"
    );
    assert_eq!(Token::derive("", &[0; 32]).reveal(), "mv_lpjHq0Wx6C4TiY8vcOJKGVEyT90pD1yG3BBWNtZaD8V229LBt");
}

proptest! {
    #[test]
    fn every_secret_makes_a_token_that_parses(secret: [u8; 32]) {
        let token = Token::from_secret(secret);
        prop_assert_eq!(Token::parse(token.reveal()).unwrap().hash(), token.hash());
    }

    #[test]
    fn no_text_makes_parse_panic(text in "(mv_)?\\PC{0,60}") {
        prop_assert!(Token::parse(&text).is_none());
    }
}
