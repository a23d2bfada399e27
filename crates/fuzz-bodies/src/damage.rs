//! A delta that was encoded, and then damaged.

use worldline::{Identity, Options, decode, encode, inspect};

use crate::round_trip::{assert_document, digest_of, pair, stage};

/// Bytes of an input that tell the damage.
const DAMAGE: usize = 8;
/// In the first of them, beside the stage: the delta has no digests.
const BARE: u8 = 4;

/// Damages a delta and decodes it: it is refused, or makes a document of the length that it names; and if it still has
/// its digests, that document is the one that was encoded.
///
/// The input is that of [`round_trip`](crate::round_trip) after eight bytes: the stage, how much of the delta is cut off,
/// and where and by what two of its bytes are changed.
///
/// # Panics
/// If a promise is broken.
pub fn damage(input: &[u8]) {
    let Some((&damage, rest)) = input.split_first_chunk::<DAMAGE>() else { return };
    let Some((base, new)) = pair(rest) else { return };
    let [how, cut, one_0, one_1, one, other_0, other_1, other] = damage;
    let identity = if how & BARE == 0 { Identity::Digests } else { Identity::Lengths };
    let options = Options::default().with_stage(stage(how)).with_identity(identity);
    let mut delta = encode(&base, &new, &options).expect("the documents are short");
    delta.truncate(delta.len() - usize::from(cut) % delta.len());
    for (at, flip) in [([one_0, one_1], one), ([other_0, other_1], other)] {
        let at = usize::from(u16::from_le_bytes(at)) % delta.len();
        delta[at] ^= flip;
    }
    let limit = new.len() + 1000;
    let Ok(document) = decode(&base, &delta, limit) else { return };
    let header = inspect(&delta).expect("what decodes has a header");
    assert_eq!(document.len() as u64, header.len);
    assert!(document.len() <= limit);
    if header.digests == Some((digest_of(&base), digest_of(&new))) {
        assert_document(Ok(document), &new);
    }
}
