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
    for (i, byte) in bytes[at..].iter().enumerate() {
        if *byte == wanted {
            left -= 1;
            if left == 0 {
                return Some(at + i);
            }
        }
    }
    None
}
