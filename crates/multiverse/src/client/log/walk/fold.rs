//! Lines that are not drawn.

use multiverse_model::Tick;

use super::Walk;
use super::step::Step;
use super::turn::For;
use crate::client::log::cursor::Timelines;

impl<T: Timelines> Walk<T> {
    /// A line and those that it begins on, the root first.
    pub(super) fn line_to(&self, strand: usize) -> Vec<usize> {
        let mut line = vec![strand];
        let mut at = strand;
        while let Some((parent, _)) = self.strands[at].parent {
            line.push(parent);
            at = parent;
        }
        line.reverse();
        line
    }

    pub(super) fn has_folded(&self, line: &[usize]) -> bool {
        line.iter().any(|strand| self.states[*strand].is_folded)
    }

    pub(super) fn fold_later(&mut self, strand: usize) {
        self.states[strand].is_folded = true;
        if let Some((_, tick)) = self.strands[strand].parent {
            self.take_turn(strand, tick, For::Fold);
        }
    }

    /// The step of a line that is not drawn; none before its place, or if the one that it begins on is not drawn either.
    pub(super) fn fold(&mut self, strand: usize, at: Tick) -> Option<Step> {
        let (parent, tick) = self.strands[strand].parent?;
        if at > tick {
            self.take_turn(strand, tick, For::Fold);
            return None;
        }
        self.ended = Some(strand);
        let line = self.line_to(parent);
        if self.has_folded(&line) {
            return None;
        }
        if !self.lanes.reserve(&line) {
            self.states[parent].is_folded = true;
            return None;
        }
        Some(Step::Folds(self.joint(strand, parent)))
    }
}
