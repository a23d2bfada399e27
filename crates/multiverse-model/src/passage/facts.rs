//! What is stored of a passage, and what follows from it.

use super::{Passage, PassageLifetimes, PassageState, PassageType, Position, Sides, UNSTABLE_BELOW};
use crate::{Millis, PassageId, PlayerId, UniverseId};

/// What is stored of a passage. Its state and stability are computed from it when it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageFacts {
    /// The passage's id.
    pub id: PassageId,
    /// The universe that it was made from.
    pub source_universe_id: UniverseId,
    /// The universe that it leads to.
    pub target_universe_id: UniverseId,
    /// The type.
    pub kind: PassageType,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: PlayerId,
    /// When it was last maintained, or else when it opened.
    pub last_maintenance: Millis,
    /// Departures since then.
    pub uses: u64,
    /// Entities in transit.
    pub in_transit: u64,
    /// Which owners agreed; none where no consent is needed.
    pub consent: Option<Sides>,
    /// Which owners sealed it.
    pub sealed_by: Sides,
    /// Whether its collapse was announced. It is final from then on, also if lifetimes are raised or a clock goes back.
    pub has_collapsed: bool,
    /// When it was deleted.
    pub deleted_at: Option<Millis>,
    /// Where it opens in the source.
    pub source_position: Option<Position>,
    /// Where it opens in the target.
    pub target_position: Option<Position>,
}

impl PassageFacts {
    /// Whether it waits for consent. Its lifetime begins when it has it.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.consent.is_some_and(|consent| !consent.both())
    }

    /// 0–100; 100 while it waits for consent, and 0 for ever once it has collapsed.
    #[must_use]
    pub fn stability(&self, lifetimes: &PassageLifetimes, now: Millis) -> f64 {
        match (self.has_collapsed, self.is_pending()) {
            (true, _) => 0.0,
            (false, true) => 100.0,
            (false, false) => lifetimes.stability(self.kind, self.last_maintenance, now),
        }
    }

    /// Where it stands. While one of its universes is deleted it is inactive, and then again what it was.
    #[must_use]
    pub fn state(&self, lifetimes: &PassageLifetimes, now: Millis, lacks_an_end: bool) -> PassageState {
        let stability = self.stability(lifetimes, now);
        if self.deleted_at.is_some() || lacks_an_end {
            PassageState::Inactive
        } else if self.is_pending() {
            PassageState::Pending
        } else if stability <= 0.0 {
            PassageState::Collapsed
        } else if self.sealed_by.any() {
            PassageState::Sealed
        } else if stability < UNSTABLE_BELOW {
            PassageState::Unstable
        } else {
            PassageState::Active
        }
    }

    /// The passage as it is shown.
    #[must_use]
    pub fn view(&self, lifetimes: &PassageLifetimes, now: Millis, lacks_an_end: bool) -> Passage {
        let (rules, state) = (self.kind.rules(), self.state(lifetimes, now, lacks_an_end));
        Passage {
            id: self.id.clone(),
            source_universe_id: self.source_universe_id.clone(),
            target_universe_id: self.target_universe_id.clone(),
            kind: self.kind,
            active: state.is_open(),
            state,
            created_at: self.created_at,
            created_by: self.created_by.clone(),
            stability: self.stability(lifetimes, now),
            last_maintenance: self.last_maintenance,
            uses_left: rules.uses.map(|uses| uses.saturating_sub(self.uses)),
            in_transit: self.in_transit,
            bidirectional: rules.is_bidirectional,
            consent: self.consent,
            sealed_by: self.sealed_by.any().then_some(self.sealed_by),
            source_position: self.source_position,
            target_position: self.target_position,
        }
    }

    /// Restores stability and uses.
    pub fn maintain(&mut self, now: Millis) {
        self.last_maintenance = now;
        self.uses = 0;
    }

    /// Notes that owners agreed. With the last of them its lifetime begins.
    pub fn agree(&mut self, sides: Sides, now: Millis) {
        if let Some(consent) = &mut self.consent {
            let was_pending = !consent.both();
            *consent = consent.or(sides);
            if was_pending && consent.both() {
                self.maintain(now);
            }
        }
    }
}

#[cfg(test)]
mod tests;
