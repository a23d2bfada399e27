//! An array of small numbers: a token every other byte or third, and no two places that look different.

use crate::history::Shape;
use crate::random::Random;
use crate::text::{put, separated};

/// "7," or "42,": what a number below 100 takes on average.
const NUMBER_TENTHS: usize = 29;

pub(crate) fn numbers(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    let mut numbers: Vec<_> = (0..shape.bytes * 10 / NUMBER_TENTHS).map(|_| random.below(100)).collect();
    let mut saves = Vec::with_capacity(shape.saves);
    for save in 0..shape.saves {
        if save > 0 {
            numbers = changed(random, &numbers);
        }
        let mut out = String::with_capacity(numbers.len() * 3);
        out.push('[');
        separated(&mut out, &numbers, |out, number| put!(out, "{number}"));
        out.push(']');
        saves.push(out.into_bytes());
    }
    saves
}

fn changed(random: &mut Random, numbers: &[usize]) -> Vec<usize> {
    let mut out = Vec::with_capacity(numbers.len() + numbers.len() / 100);
    for number in numbers {
        match random.below(1000) {
            0 => {}
            1 => out.extend([*number, random.below(100)]),
            2..=51 => out.push(random.below(100)),
            _ => out.push(*number),
        }
    }
    out
}
