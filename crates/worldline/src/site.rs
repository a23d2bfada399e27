//! Where an edit is: what models and memory are asked by.

/// Where an edit is, as a hash of what is there in the base: the start of its field, of whatever digits.
#[inline]
pub(crate) fn site_of(base: &[u8], field: usize) -> u64 {
    let rest = base.get(field..).unwrap_or_default();
    let blank = rest.iter().take(64).take_while(|byte| **byte <= b' ').count();
    let rest = &rest[blank..];
    let mut text = [0; 8];
    let len = rest.len().min(8);
    text[..len].copy_from_slice(&rest[..len]);
    without_digits(u64::from_le_bytes(text)).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(29)
}

/// The same with all bytes from 0x30 to 0x3f, among them the digits, made one.
#[inline]
fn without_digits(text: u64) -> u64 {
    const LOW: u64 = 0x0f0f_0f0f_0f0f_0f0f;
    const THREES: u64 = 0x3030_3030_3030_3030;
    const SEVENS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let other = (text & !LOW) ^ THREES;
    let is_other = (((other & SEVENS) + SEVENS) | other) & !SEVENS;
    text & (((is_other >> 7) * 0xff) | !LOW)
}
