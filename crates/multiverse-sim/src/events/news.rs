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

#[cfg(test)]
mod tests {
    use multiverse_model::{Day, Tick};

    use super::*;
    use crate::events::{EventKind, Tale};

    #[test]
    fn what_nobody_hears_is_lost_but_not_what_was_told_last() {
        let mut news = News::default();
        for tick in 0..70_000 {
            let tale = Tale::new(EventKind::Weather, 0, "Rain");
            news.push(tale.at(Tick::new(tick).unwrap(), Day::ZERO));
        }
        assert_eq!(news.after(69_998).map(|event| event.tick.get()).collect::<Vec<_>>(), [69_998, 69_999]);
        assert_eq!((news.after(0).count(), news.after(news.told()).count()), (MOST, 0));
        assert_eq!(news.drain().next().map(|event| event.tick.get()), Some(70_000 - 65_536));
    }
}
