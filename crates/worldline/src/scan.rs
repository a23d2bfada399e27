//! Loops over bytes, written so that the compiler turns them into vector instructions.

/// How many bytes `a` and `b` have in common from their start.
#[inline]
pub(crate) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let len = a.len().min(b.len());
    let (a, b) = (&a[..len], &b[..len]);
    let mut at = 0;
    for (x, y) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        let differing = u64::from_le_bytes(*x) ^ u64::from_le_bytes(*y);
        if differing != 0 {
            return at + (differing.trailing_zeros() / 8) as usize;
        }
        at += 8;
        if at % 64 == 0 {
            return at + common_prefix_wide(&a[at..], &b[at..]);
        }
    }
    at + common_prefix_bytes(&a[at..], &b[at..])
}

/// The same where much is in common: 32 bytes at a time.
fn common_prefix_wide(a: &[u8], b: &[u8]) -> usize {
    let mut at = 0;
    for (x, y) in a.as_chunks::<32>().0.iter().zip(b.as_chunks::<32>().0) {
        if x != y {
            break;
        }
        at += 32;
    }
    at + common_prefix_bytes(&a[at..], &b[at..])
}

fn common_prefix_bytes(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x == y).count()
}

/// How many bytes `a` and `b` have in common at their end.
pub(crate) fn common_suffix(a: &[u8], b: &[u8]) -> usize {
    let mut len = 0;
    for (x, y) in a.as_rchunks::<8>().1.iter().rev().zip(b.as_rchunks::<8>().1.iter().rev()) {
        if x != y {
            break;
        }
        len += 8;
    }
    let (a, b) = (&a[..a.len() - len], &b[..b.len() - len]);
    len + a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count()
}

/// How often `wanted` is in `bytes`.
pub(crate) fn count(bytes: &[u8], wanted: u8) -> usize {
    let (blocks, rest) = bytes.as_chunks::<64>();
    blocks.iter().map(|block| count_in_block(block, wanted)).sum::<usize>()
        + rest.iter().filter(|byte| **byte == wanted).count()
}

/// Sums in a byte, which 64 cannot overflow: so a vector holds as many counters as it has bytes.
fn count_in_block(block: &[u8; 64], wanted: u8) -> usize {
    usize::from(block.iter().map(|byte| u8::from(*byte == wanted)).sum::<u8>())
}

/// Where `bytes` have `wanted` for the `nth` time, counted from 1; none if they do not have that many.
pub(crate) fn find_nth(bytes: &[u8], wanted: u8, nth: usize) -> Option<usize> {
    let mut left = nth;
    let mut at = 0;
    let (blocks, _) = bytes.as_chunks::<64>();
    for block in blocks {
        let here = count_in_block(block, wanted);
        if here >= left {
            break;
        }
        left -= here;
        at += 64;
    }
    let (eights, rest) = bytes[at..].as_chunks::<8>();
    for eight in eights {
        let mut found = equal_bytes(*eight, wanted);
        let here = (found >> 7).wrapping_mul(0x0101_0101_0101_0101) >> 56;
        if here as usize >= left {
            for _ in 1..left {
                found &= found - 1;
            }
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        left -= here as usize;
        at += 8;
    }
    let mut last = rest.iter().enumerate().filter(|(_, byte)| **byte == wanted);
    last.nth(left.checked_sub(1)?).map(|(i, _)| at + i)
}

/// The high bit of each of eight bytes that is `wanted`.
#[inline]
pub(crate) fn equal_bytes(bytes: [u8; 8], wanted: u8) -> u64 {
    const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let other = u64::from_le_bytes(bytes) ^ u64::from_le_bytes([wanted; 8]);
    !(((other & LOW_BITS) + LOW_BITS) | other | LOW_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_common_is_what_is_equal(a in "[ab]{0,300}", b in "[ab]{0,300}", same in 0..300_usize) {
            let (a, mut b) = (a.into_bytes(), b.into_bytes());
            let same = same.min(a.len()).min(b.len());
            b[..same].copy_from_slice(&a[..same]);
            let prefix = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
            prop_assert_eq!(common_prefix(&a, &b), prefix);
            let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
            prop_assert_eq!(common_suffix(&a, &b), suffix);
            prop_assert_eq!(common_suffix(&a, &a), a.len());
        }

        #[test]
        fn the_nth_is_where_counting_finds_it(text in "[,a]{0,300}", nth in 1..200_usize) {
            let text = text.into_bytes();
            let expected = text.iter().enumerate().filter(|(_, byte)| **byte == b',').nth(nth - 1).map(|(at, _)| at);
            prop_assert_eq!(find_nth(&text, b',', nth), expected);
            prop_assert_eq!(count(&text, b','), text.iter().filter(|byte| **byte == b',').count());
        }
    }
}
