//! What is encoded comes back.

use arbitrary::{Arbitrary as _, Unstructured};
use sha2::{Digest as _, Sha256};
use worldline::{DecodeError, Decoder, Encoder, Identity, Options, Stage, inspect, without_digests};

use crate::edit;
use crate::world::World;

/// In the first byte of an input: two documents as they are follow, not how to build them.
const RAW: u8 = 1;

/// Encodes any document against any other, with each identity, and decodes it again.
///
/// The lowest bit of the first byte says how the rest is read: as two documents, the length of the base before it in
/// 16 bits; or as what a made-up world has and what becomes of it. The two next bits are the stage.
///
/// # Panics
/// If another document comes back, or a used encoder or decoder answers otherwise than a new one.
pub fn round_trip(input: &[u8]) {
    let Some((base, new)) = pair(input) else { return };
    let options = Options::default().with_stage(stage(input[0] >> 1));
    let (mut encoder, mut decoder) = (Encoder::new(), Decoder::new());
    let mut encode = |identity| encoder.encode(&base, &new, &options.with_identity(identity)).expect("short");
    let bare = encode(Identity::Lengths);
    let back = decoder.decode(&base, &bare, new.len());
    assert_document(back, &new);

    // The second time with used buffers: what they hold must not change a byte.
    let (of_base, of_new) = (digest_of(&base), digest_of(&new));
    let delta = encode(Identity::Known { base: of_base, result: of_new });
    assert!(without_digests(&delta).as_ref() == Ok(&bare), "a used encoder differs from a new one");
    let header = inspect(&delta).expect("it was encoded");
    assert_eq!((header.base_len, header.len), (base.len() as u64, new.len() as u64));
    assert_eq!((header.stage, header.digests), (options.stage, Some((of_base, of_new))));
    let back = decoder.decode(&base, &delta, new.len());
    assert_document(back, &new);
}

/// Fails in a line, not with some ten thousand bytes.
pub(crate) fn assert_document(back: Result<Vec<u8>, DecodeError>, expected: &[u8]) {
    let back = back.expect("what was encoded decodes");
    let agreed = back.iter().zip(expected).take_while(|(one, other)| one == other).count();
    let (len, wanted) = (back.len(), expected.len());
    assert!(
        back == expected,
        "{len} bytes in place of {wanted} come back, of which the first {agreed} are right"
    );
}

/// The stage of a number, whose two lowest bits count.
pub(crate) fn stage(number: u8) -> Stage {
    match number & 3 {
        0 => Stage::Plain,
        1 => Stage::Zstd,
        _ => Stage::Adaptive,
    }
}

pub(crate) fn digest_of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The two documents of an input: as they are, or a made-up world and what became of it.
pub(crate) fn pair(input: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (how, rest) = input.split_first()?;
    if how & RAW != 0 {
        let (len, rest) = rest.split_first_chunk()?;
        let (base, new) = rest.split_at(usize::from(u16::from_le_bytes(*len)).min(rest.len()));
        return Some((base.to_vec(), new.to_vec()));
    }
    let mut input = Unstructured::new(rest);
    let mut world = World::arbitrary(&mut input).ok()?;
    let base = world.render();
    edit::some(&mut world, &mut input).ok()?;
    Some((base, world.render()))
}

/// Writes the input of which these are the documents, and the stage that of this number; none if the base has more
/// than 65,535 bytes.
#[must_use]
pub fn pair_input(stage: u8, base: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let len = u16::try_from(base.len()).ok()?;
    Some([&[RAW | stage << 1][..], &len.to_le_bytes(), base, new].concat())
}
