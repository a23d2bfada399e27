//! Documents in which every place looks like every other: an index of places finds too many or none.

use super::edits::edited;
use crate::history::Shape;
use crate::random::Random;

const TILE: &[u8] = br#"{"kind":"grass","height":0,"on":true},"#;
const OTHER: &[u8] = br#"{"kind":"sand","height":12,"on":false},"#;

/// Edits in a whole document.
const EDITS: usize = 20;

pub(crate) fn repeated_byte(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    let mut saves = vec![vec![b'0'; shape.bytes]];
    edit_on(random, &mut saves, shape.saves);
    saves
}

/// The last save repeats another text, so that what is found of the one before is never where the walk expects it.
pub(crate) fn repeated_text(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    let mut saves = vec![TILE.repeat(shape.bytes / TILE.len())];
    edit_on(random, &mut saves, shape.saves.max(2) - 1);
    saves.push(OTHER.repeat(shape.bytes / OTHER.len()));
    saves
}

fn edit_on(random: &mut Random, saves: &mut Vec<Vec<u8>>, until: usize) {
    while let Some(last) = saves.last()
        && saves.len() < until
    {
        saves.push(edited(random, last, last.len() / EDITS + 1));
    }
}
