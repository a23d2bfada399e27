//! Edits of bytes that know nothing of what the bytes mean.

use crate::history::Shape;
use crate::random::Random;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A document without delimiters, edited once in about five thousand bytes.
pub(crate) fn one_line(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    let mut saves = vec![letters(random, shape.bytes)];
    while let Some(last) = saves.last()
        && saves.len() < shape.saves
    {
        saves.push(edited(random, last, 5_000));
    }
    saves
}

/// So many letters of base64.
pub(super) fn letters(random: &mut Random, count: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(count + 10);
    while out.len() < count {
        // Ten letters of six bits from one draw: fifty million are wanted.
        let drawn = random.draw();
        out.extend((0..10).map(|i| letter(drawn >> (6 * i))));
    }
    out.truncate(count);
    out
}

fn letter(bits: u64) -> u8 {
    BASE64[usize::from(bits.to_le_bytes()[0] & 63)]
}

/// Copies `base` and replaces, inserts or removes up to 60 bytes, about once in `every` bytes.
pub(super) fn edited(random: &mut Random, base: &[u8], every: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(base.len() + base.len() / 8);
    let mut rest = base;
    loop {
        let (kept, after) = rest.split_at(random.below(every * 2).min(rest.len()));
        out.extend_from_slice(kept);
        if after.is_empty() {
            return out;
        }
        let length = 1 + random.below(60);
        let (removed, inserted) = random.pick(&[(1, 1), (length, 0), (0, length), (length, length)]);
        out.extend(letters(random, inserted));
        rest = &after[removed.min(after.len())..];
    }
}
