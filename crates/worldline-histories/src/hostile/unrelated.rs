//! Saves that share nothing with the one before.

use super::{keys, lines};
use crate::history::Shape;
use crate::random::Random;
use crate::village;

/// By turns a village, a table and a log.
pub(crate) fn unrelated(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    let make = |save| match save % 3 {
        0 => village::one(random, shape.bytes),
        1 => keys::table(random, shape.bytes),
        _ => lines::log(random, shape.bytes),
    };
    (0..shape.saves).map(make).collect()
}

pub(crate) fn random_bytes(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    let mut bytes = || (0..shape.bytes / 8).flat_map(|_| random.draw().to_le_bytes()).collect();
    (0..shape.saves).map(|_| bytes()).collect()
}
