//! A delta that a client uploads.

use multiverse_model::Checksum;
use multiverse_server::delta::{DeltaProblem, apply, result_length};
use worldline::Decoder;

use crate::Forged;

/// The longest document that is allowed: below the longest that an input can name.
const LIMIT: u64 = 48 * 1024;

/// Makes a document of an upload as the server does: of exactly the checksum that the client named, and within the
/// limit; or refuses it.
///
/// # Panics
/// If a promise is broken.
pub fn upload(input: &[u8]) {
    let Some(Forged { base, delta }) = Forged::read(input) else { return };
    let of_base = Checksum::of(&base);
    // Nobody but the codec can say what a forged delta makes.
    let made = Decoder::new().decode_unverified(&base, &delta, base.len().max(1 << 16));
    let wanted = made.as_ref().map_or(of_base, |document| Checksum::of(document));
    let announced = result_length(&delta, LIMIT);
    match apply(&base, &of_base, &wanted, &delta, LIMIT) {
        Ok(document) => {
            assert_eq!(document.checksum(), &wanted);
            assert_eq!(Checksum::of(document.bytes()), wanted, "the checksum is that of the bytes");
            // So much memory is set aside before it is rebuilt.
            assert_eq!(announced, Ok(document.bytes().len() as u64));
            assert!(document.bytes().len() as u64 <= LIMIT);
            let unwanted = Checksum::of(&[document.bytes(), &b"!"[..]].concat());
            let refused = apply(&base, &of_base, &unwanted, &delta, LIMIT);
            assert_eq!(refused.err(), Some(DeltaProblem::WrongResult));
        }
        Err(problem) => check_problem(&delta, &problem, made.is_ok()),
    }
}

fn check_problem(delta: &[u8], problem: &DeltaProblem, decodes: bool) {
    assert_ne!(*problem, DeltaProblem::OutOfMemory);
    assert!(!problem.to_string().is_empty());
    if decodes {
        // It is as wanted, so only its length or what its header claims can be wrong.
        let header = worldline::inspect(delta).expect("what decodes has a header");
        let is_lying = header.digests.is_some()
            && matches!(problem, DeltaProblem::WrongBase | DeltaProblem::WrongResult);
        assert!(is_lying || header.len > LIMIT, "{problem:?}");
    }
}
