//! How long passages last, and how stable that leaves them.

use std::time::Duration;

use super::PassageType;
use crate::Millis;

/// The stability below which a passage is unstable.
pub const UNSTABLE_BELOW: f64 = 30.0;

/// How long each type lasts without maintenance. A confluence lasts for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassageLifetimes {
    /// A thread's.
    pub thread: Duration,
    /// A bridge's.
    pub bridge: Duration,
    /// A gate's.
    pub gate: Duration,
}

impl Default for PassageLifetimes {
    fn default() -> Self {
        let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
        Self { thread: days(1), bridge: days(10), gate: days(100) }
    }
}

impl PassageLifetimes {
    /// The lifetime of a type; none for one that lasts for ever.
    #[must_use]
    pub fn of(&self, kind: PassageType) -> Option<Duration> {
        match kind {
            PassageType::Thread => Some(self.thread),
            PassageType::Bridge => Some(self.bridge),
            PassageType::Gate => Some(self.gate),
            PassageType::Confluence => None,
        }
    }

    /// The stability at `now` of a passage that was maintained at `maintained`:
    /// `100 · max(0, 1 − (now − maintained) / lifetime)`.
    ///
    /// 0 ..= 100. A clock that went back makes it at most 100. Computed when read, so that a server that was stopped
    /// loses no time.
    #[must_use]
    pub fn stability(&self, kind: PassageType, maintained: Millis, now: Millis) -> f64 {
        let Some(lifetime) = self.of(kind) else { return 100.0 };
        // As floats, 2^53 milliseconds are exact: that is longer than anything here lasts.
        #[expect(clippy::cast_precision_loss, reason = "of at most 285,000 years")]
        let elapsed = now.0.saturating_sub(maintained.0).max(0) as f64 / 1000.0;
        let lifetime = lifetime.as_secs_f64();
        if elapsed >= lifetime { 0.0 } else { 100.0 * (1.0 - elapsed / lifetime) }
    }

    /// The latest maintenance that leaves a passage at `now` with less than `stability`, or with none if that is 0:
    /// what upkeep looks for. None for a type that lasts for ever.
    #[must_use]
    pub fn maintained_before(&self, kind: PassageType, stability: f64, now: Millis) -> Option<Millis> {
        let lost = self.of(kind)?.as_secs_f64() * (1.0 - stability.clamp(0.0, 100.0) / 100.0);
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        let elapsed = (lost * 1000.0).ceil() as i64;
        Some(Millis(now.0.saturating_sub(elapsed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    fn stability(kind: PassageType, age: i64) -> f64 {
        PassageLifetimes::default().stability(kind, Millis(0), Millis(age))
    }

    #[test]
    fn falls_in_a_line_over_the_lifetime_of_the_type() {
        for (kind, age, expected) in [
            (PassageType::Thread, 0, 100.0),
            (PassageType::Thread, DAY / 2, 50.0),
            (PassageType::Thread, DAY, 0.0),
            (PassageType::Bridge, DAY, 90.0),
            (PassageType::Gate, 75 * DAY, 25.0),
            (PassageType::Gate, 1_000 * DAY, 0.0),
            (PassageType::Confluence, i64::MAX, 100.0),
        ] {
            assert!((stability(kind, age) - expected).abs() < 1e-9, "{kind:?} after {age} ms");
        }
    }

    #[test]
    fn a_lifetime_of_nothing_and_a_clock_that_went_back_are_no_division_by_zero() {
        let none = PassageLifetimes { thread: Duration::ZERO, ..PassageLifetimes::default() };
        assert!(none.stability(PassageType::Thread, Millis(5), Millis(5)).abs() < f64::EPSILON);
        assert!((stability(PassageType::Thread, -DAY) - 100.0).abs() < f64::EPSILON);
    }

    fn kinds() -> impl Strategy<Value = PassageType> {
        proptest::sample::select(PassageType::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn never_rises_without_maintenance_and_stays_in_bounds(
            kind in kinds(), age in -DAY..200 * DAY, later in 0..200 * DAY,
        ) {
            let (now, then) = (stability(kind, age), stability(kind, age + later));
            prop_assert!(then <= now && (0.0..=100.0).contains(&now) && (0.0..=100.0).contains(&then));
        }

        #[test]
        fn upkeep_looks_for_exactly_what_has_fallen(kind in kinds(), age in 0..200 * DAY) {
            let (lifetimes, now) = (PassageLifetimes::default(), Millis(500 * DAY));
            let maintained = Millis(now.0 - age);
            let stability = lifetimes.stability(kind, maintained, now);
            let found = |level| lifetimes.maintained_before(kind, level, now).is_some_and(|at| maintained <= at);
            prop_assert_eq!(found(0.0), stability <= 0.0);
            // At exactly 30 it is found a moment early, and left alone by who looks at it then.
            prop_assert_eq!(found(UNSTABLE_BELOW), stability <= UNSTABLE_BELOW + 1e-9);
        }
    }
}
