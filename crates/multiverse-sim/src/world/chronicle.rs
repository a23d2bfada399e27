//! The village's chronicle.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::events::VillageEvent;

/// The last things that people talk about, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Chronicle(VecDeque<VillageEvent>);

/// How many events are kept, and how important they have to be.
const KEPT: usize = 40;
const WORTH: u8 = 15;

impl Chronicle {
    pub(crate) fn add(&mut self, event: &VillageEvent) {
        if u8::from(event.importance) < WORTH {
            return;
        }
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back(event.clone());
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &VillageEvent> {
        self.0.iter()
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        let named = |event: &VillageEvent| event.entities.len() <= VillageEvent::MOST_ENTITIES;
        if self.0.len() <= KEPT && self.0.iter().all(named) {
            Ok(())
        } else {
            Err("a chronicle has at most 40 events of at most 16 entities")
        }
    }
}
