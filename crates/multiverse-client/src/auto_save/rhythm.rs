//! How often a world is saved by the clock.

use multiverse_model::Tick;

/// How often a world is saved by the clock: often while it is young and much changes for whoever watches, and less
/// often later.
///
/// The default is every 1,200 ticks (a minute at 20 ticks a second) up to tick 12,000, every 6,000 up to tick 72,000,
/// and every 12,000 from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rhythm {
    steps: Vec<Step>,
}

/// A part of a world's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// From which tick on.
    pub from: Tick,
    /// Ticks from one save to the next; 0 for none.
    pub every: u64,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self::new(
            [(0, 1_200), (12_000, 6_000), (72_000, 12_000)]
                .map(|(from, every)| Step { from: Tick::new(from).unwrap_or(Tick::MAX), every }),
        )
    }
}

impl Rhythm {
    /// One of these parts, in any order. Before the first nothing is saved.
    #[must_use]
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        let mut steps: Vec<_> = steps.into_iter().collect();
        steps.sort_by_key(|step| step.from);
        Self { steps }
    }

    /// Every so many ticks.
    #[must_use]
    pub fn every(ticks: u64) -> Self {
        Self::new([Step { from: Tick::ZERO, every: ticks }])
    }

    /// Saves by the clock never.
    #[must_use]
    pub fn never() -> Self {
        Self::new([])
    }

    /// Whether a world that was saved at `last` is to be saved at `now`.
    #[must_use]
    pub fn is_due(&self, last: Tick, now: Tick) -> bool {
        let step = self.steps.iter().rev().find(|step| step.from <= last);
        let next = self.steps.iter().find(|step| step.from > last);
        let by_step = step.filter(|step| step.every > 0).map(|step| last.get().saturating_add(step.every));
        let due = match (by_step, next) {
            (Some(due), _) => due,
            // Nothing is saved in this part; the next one begins with a save.
            (None, Some(next)) => next.from.get(),
            (None, None) => return false,
        };
        now.get() >= due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tick(value: u64) -> Tick {
        Tick::new(value).unwrap()
    }

    fn saves(rhythm: &Rhythm, ticks: u64) -> Vec<u64> {
        let mut last = Tick::ZERO;
        let mut saves = Vec::new();
        for now in 1..=ticks {
            if rhythm.is_due(last, tick(now)) {
                last = tick(now);
                saves.push(now);
            }
        }
        saves
    }

    #[test]
    fn a_young_world_is_saved_every_minute_and_an_old_one_every_ten() {
        let saves = saves(&Rhythm::default(), 110_000);
        let minutes: Vec<u64> = (1..=10).map(|minute| minute * 1_200).collect();
        assert_eq!(saves[..10], minutes[..]);
        assert_eq!(saves[10..20], (1..=10).map(|save| 12_000 + save * 6_000).collect::<Vec<_>>()[..]);
        assert_eq!(saves[20..], [84_000, 96_000, 108_000]);
    }

    #[test]
    fn a_world_that_leaps_is_saved_once_for_the_leap() {
        assert!(Rhythm::default().is_due(tick(0), tick(1_000_000)));
        assert!(!Rhythm::default().is_due(tick(1_000_000), tick(1_011_999)));
    }

    #[test]
    fn never_is_never_and_a_pause_ends_where_the_next_part_begins() {
        assert!(saves(&Rhythm::never(), 100_000).is_empty());
        let pause = Rhythm::new([Step { from: tick(0), every: 0 }, Step { from: tick(50), every: 30 }]);
        assert_eq!(saves(&pause, 120), [50, 80, 110]);
    }
}
