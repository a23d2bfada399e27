//! Numbers of any size as symbols: small ones in one, larger ones in more.

use crate::model::Model;
use crate::symbols::Symbols;

/// The models of a number of any size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NumberModel {
    first: Model,
    second: Model,
    third: Model,
}

impl NumberModel {
    pub(crate) const NEW: Self = Self { first: Model::NEW, second: Model::NEW, third: Model::NEW };
}

/// A number of either sign.
#[inline]
pub(crate) fn signed(symbols: &mut impl Symbols, model: &mut NumberModel, value: i64) -> i64 {
    let folded = (value.wrapping_shl(1) ^ (value >> 63)).cast_unsigned();
    let folded = number(symbols, model, folded);
    (folded >> 1).cast_signed() ^ -(folded & 1).cast_signed()
}

/// A number: small ones in one symbol, larger ones in more.
#[inline]
pub(crate) fn number(symbols: &mut impl Symbols, model: &mut NumberModel, value: u64) -> u64 {
    let class = match value {
        0..12 => value.to_le_bytes()[0],
        12..28 => 12,
        28..284 => 13,
        _ => 14,
    };
    match symbols.symbol(&mut model.first, class) {
        class @ 0..12 => u64::from(class),
        class => large_number(symbols, model, class, value),
    }
}

fn large_number(symbols: &mut impl Symbols, model: &mut NumberModel, class: u8, value: u64) -> u64 {
    match class {
        12 => {
            let low = value.wrapping_sub(12).to_le_bytes()[0];
            12 + u64::from(symbols.symbol(&mut model.second, low & 15))
        }
        13 => {
            let byte = value.wrapping_sub(28).to_le_bytes()[0];
            let high = symbols.symbol(&mut model.second, byte >> 4);
            let low = symbols.symbol(&mut model.third, byte & 15);
            28 + u64::from(high << 4 | low)
        }
        _ => {
            // From 1 on, so that there is a highest bit, which need not be told: only its place, 0 to 63, in two symbols.
            let rest = value.wrapping_sub(283);
            let place = 63 - (rest | 1).leading_zeros();
            let [place, ..] = place.to_le_bytes();
            let high = symbols.symbol(&mut model.second, place >> 4) & 3;
            let place = u32::from(high << 4 | symbols.symbol(&mut model.third, place & 15));
            let mut told = 1 << place;
            let mut at = 0;
            while at < place {
                let count = (place - at).min(16);
                let part = (rest >> at) & 0xffff;
                let part = symbols.bits(part as u16 & mask(count), count);
                told |= u64::from(part) << at;
                at += count;
            }
            told.wrapping_add(283)
        }
    }
}

#[inline]
fn mask(count: u32) -> u16 {
    u16::MAX >> (16 - count)
}
