//! Decay: auto and manual snapshots age out in universe time, canonical ones never do.

use serde::{Deserialize, Serialize};

use crate::{Label, SnapshotType, Tick};

/// After how many ticks a snapshot decays when its save did not say: 24 h at 20 ticks a second.
pub const DEFAULT_DECAY_AFTER_TICKS: u64 = 1_728_000;

/// What an entry shows about how long its content is kept. Decay follows it and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecayPolicy {
    /// The age (tau = current tick − snapshot tick) at which the content may be removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decay_after_ticks: Option<Tick>,
    /// Whether the content is kept for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub never_decay: Option<bool>,
    /// Why it is kept, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preservation_reason: Option<Label>,
}

/// What an entry is to its universe, as far as decay cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    /// It is the newest of its timeline: what a player loads.
    pub is_head: bool,
    /// A fork starts from it, or it is where this universe starts as a fork.
    pub is_fork_point: bool,
}

impl DecayPolicy {
    /// The policy under which content is kept for ever.
    #[must_use]
    pub fn never() -> Self {
        Self { never_decay: Some(true), ..Self::default() }
    }

    /// The policy of an entry of type `kind` whose save asked for `asked`.
    ///
    /// Canonical entries never decay, whatever was asked; others get the default where nothing was.
    #[must_use]
    pub fn resolve(kind: SnapshotType, asked: Option<Self>) -> Self {
        let asked = asked.unwrap_or_default();
        if kind == SnapshotType::Canonical || asked.never_decay == Some(true) {
            return Self { never_decay: Some(true), decay_after_ticks: None, ..asked };
        }
        let default = Tick::new(DEFAULT_DECAY_AFTER_TICKS).unwrap_or(Tick::MAX);
        Self {
            decay_after_ticks: Some(asked.decay_after_ticks.unwrap_or(default)),
            never_decay: None,
            ..asked
        }
    }

    /// Whether the content of an entry saved at `tick` has decayed when its universe is at `now`.
    ///
    /// A pure function of universe time: wall clocks decide nothing, and heads and fork points never decay.
    #[must_use]
    pub fn has_decayed(&self, kind: SnapshotType, tick: Tick, now: Tick, fate: Fate) -> bool {
        let kept = kind == SnapshotType::Canonical
            || self.never_decay == Some(true)
            || fate.is_head
            || fate.is_fork_point;
        let age = now.get().checked_sub(tick.get());
        match (self.decay_after_ticks, age) {
            (Some(limit), Some(age)) => !kept && age >= limit.get(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOBODY: Fate = Fate { is_head: false, is_fork_point: false };

    fn tick(value: u64) -> Tick {
        Tick::new(value).unwrap()
    }

    fn after(ticks: u64) -> DecayPolicy {
        DecayPolicy { decay_after_ticks: Some(tick(ticks)), ..DecayPolicy::default() }
    }

    #[test]
    fn defaults_follow_the_type() {
        assert_eq!(DecayPolicy::resolve(SnapshotType::Auto, None), after(1_728_000));
        assert_eq!(DecayPolicy::resolve(SnapshotType::Manual, Some(after(5))), after(5));
        assert_eq!(DecayPolicy::resolve(SnapshotType::Canonical, None), DecayPolicy::never());
        assert_eq!(DecayPolicy::resolve(SnapshotType::Canonical, Some(after(5))), DecayPolicy::never());
    }

    #[test]
    fn decays_when_it_reaches_its_age() {
        let policy = after(10);
        assert!(!policy.has_decayed(SnapshotType::Auto, tick(5), tick(14), NOBODY));
        assert!(policy.has_decayed(SnapshotType::Auto, tick(5), tick(15), NOBODY));
        assert!(!policy.has_decayed(SnapshotType::Auto, tick(5), tick(4), NOBODY), "not from the future");
    }

    proptest! {
        #[test]
        fn heads_fork_points_and_canonical_entries_never_decay(
            age in 0..=Tick::MAX.get(), limit in 0..=Tick::MAX.get(), case in 0..3,
        ) {
            let fate = Fate { is_head: case == 0, is_fork_point: case == 1 };
            let kind = if case == 2 { SnapshotType::Canonical } else { SnapshotType::Auto };
            prop_assert!(!after(limit).has_decayed(kind, Tick::ZERO, tick(age), fate));
        }

        #[test]
        fn once_decayed_always_decayed(limit in 0_u64..1000, now in 0_u64..1000, later in 0_u64..1000) {
            let at = |now| after(limit).has_decayed(SnapshotType::Auto, tick(100), tick(now), NOBODY);
            prop_assert!(!at(now) || at(now + later));
        }
    }
}
