use proptest::prelude::*;
use worldline::{Identity, Options};

use super::*;
use crate::content::pack;

fn keyframe(document: &[u8]) -> Piece {
    let (coding, stored) = pack(document, 3);
    Piece { checksum: Checksum::of(document), length: document.len() as u64, coding, stored }
}

fn delta(base: &[u8], document: &[u8]) -> Piece {
    let options = Options::default().with_identity(Identity::Lengths);
    let stored = worldline::encode(base, document, &options).unwrap().into();
    Piece { coding: Coding::Worldline, stored, ..keyframe(document) }
}

/// Four days of a village, the last first.
fn chain() -> (Vec<Vec<u8>>, Chain) {
    let day =
        |n: usize| format!("{{\"day\":{n},\"people\":\"{}\"}}", "Ada and Bob, ".repeat(20 + n)).into_bytes();
    let days: Vec<_> = (0..4).rev().map(day).collect();
    let mut pieces: Vec<_> = days.windows(2).map(|pair| delta(&pair[1], &pair[0])).collect();
    pieces.push(keyframe(&days[3]));
    (days, Chain { base: None, pieces })
}

fn rebuild(chain: &Chain) -> Result<Bytes, StoreError> {
    chain.rebuild(&Codecs::new(1))
}

proptest! {
    #[test]
    fn what_is_packed_comes_back(document in proptest::collection::vec(any::<u8>(), 0..5000)) {
        let chain = Chain { base: None, pieces: vec![keyframe(&document)] };
        prop_assert_eq!(rebuild(&chain).unwrap(), document);
    }

    #[test]
    fn damage_is_reported_by_the_links_name_and_never_served(
        place in 0_usize..4, at in 0_usize..1000, flip in 1_u8..=255,
    ) {
        let (days, mut chain) = chain();
        let piece = &mut chain.pieces[place];
        let mut stored = piece.stored.to_vec();
        let at = at % stored.len();
        stored[at] ^= flip;
        piece.stored = stored.into();
        match rebuild(&chain) {
            // A frame has bits that decide nothing; what is served is what was saved.
            Ok(bytes) => prop_assert_eq!(&bytes, &days[0]),
            Err(StoreError::Corrupt { checksum, link, .. }) => {
                prop_assert_eq!(checksum, Checksum::of(&days[0]));
                prop_assert_eq!(link, Checksum::of(&days[place]));
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
}

#[test]
fn a_chain_is_rebuilt_from_its_keyframe_or_from_whatever_is_known_on_the_way() {
    let (days, whole) = chain();
    assert_eq!(rebuild(&whole).unwrap(), days[0]);
    for known in 1..4 {
        let base = Some(days[known].clone().into());
        let chain = Chain { base, pieces: whole.pieces[..known].to_vec() };
        assert_eq!(rebuild(&chain).unwrap(), days[0]);
    }
}

/// The keyframe decodes, to something else; only the delta after it stumbles over that.
#[test]
fn a_link_that_decodes_to_something_else_is_named_and_not_the_one_that_fails_for_it() {
    let (days, mut chain) = chain();
    let other = vec![b'x'; days[3].len()];
    chain.pieces[3] = Piece { checksum: Checksum::of(&days[3]), ..keyframe(&other) };
    let Err(StoreError::Corrupt { link, .. }) = rebuild(&chain) else { panic!("it was served") };
    assert_eq!(link, Checksum::of(&days[3]));
}

#[test]
fn what_rows_say_is_held_against_the_bytes() {
    let (days, whole) = chain();
    let damages: [fn(&mut Piece); 4] = [
        |piece| piece.length += 1,
        |piece| piece.length = u64::MAX,
        |piece| piece.checksum = Checksum::of(b"another"),
        |piece| piece.coding = Coding::Raw,
    ];
    for damage in damages {
        let mut chain = whole.clone();
        damage(&mut chain.pieces[0]);
        assert!(matches!(rebuild(&chain), Err(StoreError::Corrupt { .. })));
    }
    let baseless = Chain { base: None, pieces: whole.pieces[..2].to_vec() };
    let Err(StoreError::Corrupt { link, .. }) = rebuild(&baseless) else { panic!("a base out of nothing") };
    assert_eq!(link, Checksum::of(&days[1]));
}
