//! Events that nobody has asked for yet.

use std::collections::VecDeque;

use super::VillageEvent;

/// The most that wait; beyond that the oldest are lost, so that a village that nobody listens to stays small.
const MOST: usize = 65_536;

/// Events in the order in which they happened. Not part of a save: who saves has heard them.
#[derive(Debug, Clone, Default)]
pub(crate) struct News {
    waiting: VecDeque<VillageEvent>,
    /// How many there ever were.
    told: usize,
}

impl News {
    pub(crate) fn push(&mut self, event: VillageEvent) {
        if self.waiting.len() >= MOST {
            self.waiting.pop_front();
        }
        self.waiting.push_back(event);
        self.told = self.told.wrapping_add(1);
    }

    /// How many were ever told.
    pub(crate) fn told(&self) -> usize {
        self.told
    }

    /// Those told after the first `told` ones that there ever were.
    pub(crate) fn after(&self, told: usize) -> impl Iterator<Item = &VillageEvent> {
        let new = self.told.wrapping_sub(told).min(self.waiting.len());
        self.waiting.range(self.waiting.len() - new..)
    }

    pub(crate) fn drain(&mut self) -> impl Iterator<Item = VillageEvent> + '_ {
        self.waiting.drain(..)
    }
}
