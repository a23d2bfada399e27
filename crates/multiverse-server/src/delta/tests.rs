use proptest::prelude::*;
use worldline::{Identity, Options};

use super::*;

const LIMIT: u64 = 10_000;
const BASE: &[u8] = br#"{"people":[{"name":"Tom","age":36},{"name":"Eva","age":9}]}"#;
const NEW: &[u8] = br#"{"people":[{"name":"Tom","age":36},{"name":"Eva","age":10}]}"#;

fn encoded(base: &[u8], new: &[u8], identity: Identity) -> Vec<u8> {
    worldline::encode(base, new, &Options::default().with_identity(identity)).unwrap()
}

fn apply_to_base(delta: &[u8], wanted: &[u8], limit: u64) -> Result<Document, DeltaProblem> {
    apply(BASE, &Checksum::of(BASE), &Checksum::of(wanted), delta, limit)
}

#[test]
fn a_delta_makes_its_document_with_and_without_digests() {
    for identity in [Identity::Digests, Identity::Lengths] {
        let delta = encoded(BASE, NEW, identity);
        assert_eq!(result_length(&delta, LIMIT), Ok(NEW.len() as u64));
        let document = apply_to_base(&delta, NEW, LIMIT).unwrap();
        assert_eq!((document.bytes().as_ref(), document.checksum()), (NEW, &Checksum::of(NEW)));
    }
}

#[test]
fn each_way_to_be_wrong_has_its_problem() {
    let (named, unnamed) = (encoded(BASE, NEW, Identity::Digests), encoded(BASE, NEW, Identity::Lengths));
    let changed = |at: usize, to: u8| {
        let mut delta = unnamed.clone();
        delta[at] = to;
        delta
    };
    let same_length = NEW.iter().rev().copied().collect::<Vec<_>>();
    for (what, delta, wanted, expected) in [
        ("nothing", vec![], NEW, DeltaProblem::NotADelta),
        ("the document itself", NEW.to_vec(), NEW, DeltaProblem::NotADelta),
        ("another version", changed(3, 99), NEW, DeltaProblem::UnknownVersion { version: 99 }),
        ("another stage", changed(4, 15), NEW, DeltaProblem::UnknownStage { stage: 15 }),
        (
            "another base by digest",
            encoded(&[b'x'; BASE.len()], NEW, Identity::Digests),
            NEW,
            DeltaProblem::WrongBase,
        ),
        ("another base by length", encoded(b"x", NEW, Identity::Lengths), NEW, DeltaProblem::WrongBase),
        ("another result, as it says", named.clone(), &same_length, DeltaProblem::WrongResult),
        ("another result", unnamed.clone(), &same_length, DeltaProblem::WrongResult),
    ] {
        assert_eq!(apply_to_base(&delta, wanted, LIMIT).unwrap_err(), expected, "{what}");
    }
    let most = NEW.len() as u64;
    assert!(apply_to_base(&named, NEW, most).is_ok());
    for limit in [0, most - 1] {
        let expected = DeltaProblem::TooLarge { limit };
        assert_eq!(apply_to_base(&named, NEW, limit).unwrap_err(), expected);
        assert_eq!(result_length(&named, limit), Err(expected));
    }
}

#[test]
fn a_delta_that_is_cut_off_anywhere_is_refused() {
    for identity in [Identity::Digests, Identity::Lengths] {
        let delta = encoded(BASE, NEW, identity);
        for length in 0..delta.len() {
            assert!(apply_to_base(&delta[..length], NEW, LIMIT).is_err(), "{length} of {}", delta.len());
        }
    }
}

#[test]
fn a_delta_that_lies_about_its_digests_is_refused() {
    let (base, new) = (*Checksum::of(BASE).digest(), *Checksum::of(NEW).digest());
    // The digests that the sender should name, on a delta that makes another document.
    let lie = encoded(BASE, b"another document", Identity::Known { base, result: new });
    assert_eq!(apply_to_base(&lie, NEW, LIMIT).unwrap_err(), DeltaProblem::WrongResult);
}

proptest! {
    #[test]
    fn any_bytes_make_the_wanted_document_or_a_problem(delta: Vec<u8>, is_headed: bool, limit in 0..LIMIT) {
        let delta = if is_headed { [&b"WLD\x01"[..], &delta].concat() } else { delta };
        if let Ok(document) = apply_to_base(&delta, NEW, limit) {
            prop_assert_eq!(document.bytes().as_ref(), NEW);
            prop_assert!(NEW.len() as u64 <= limit);
        }
    }

    #[test]
    fn a_damaged_delta_makes_the_wanted_document_or_a_problem(
        at: prop::sample::Index,
        flip in 1_u8..=255,
        is_named: bool,
    ) {
        let identity = if is_named { Identity::Digests } else { Identity::Lengths };
        let mut delta = encoded(BASE, NEW, identity);
        let at = at.index(delta.len());
        delta[at] ^= flip;
        if let Ok(document) = apply_to_base(&delta, NEW, LIMIT) {
            prop_assert_eq!(document.bytes().as_ref(), NEW);
        }
    }
}
