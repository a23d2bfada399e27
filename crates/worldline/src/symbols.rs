//! What a script of edits is written with and read from: symbols of 16 values under adaptive models, and bare bits.

use crate::model::Model;

/// One end of a stream of symbols.
///
/// Writing and reading are one piece of code, generic over this: a writer stores `value` and returns it, a reader
/// ignores `value` and returns what was stored. So the two cannot disagree on the order or the context of symbols.
pub(crate) trait Symbols {
    /// A value of 0 to 15 under `model`, which learns it.
    fn symbol(&mut self, model: &mut Model, value: u8) -> u8;

    /// The `count` lowest bits of `value`, at most 16 and at least 1, all equally likely.
    fn bits(&mut self, value: u16, count: u32) -> u16;

    /// Whether more was read than there is. Reading on yields zeros, so a reader may ask now and then.
    fn is_exhausted(&self) -> bool {
        false
    }

    /// Whether all was read, and nothing beyond.
    fn is_at_end(&self) -> bool {
        true
    }
}
