//! The passages between the demo's villages.

use futures::TryStreamExt;
use multiverse_model::wire::{CreatePassage, ListPassages};
use multiverse_model::{Direction, PassageId, PassageState, PassageType};

use super::company::Company;
use super::script::owned_universe;

/// A passage between two villages that were founded, by their numbers in the script.
pub(super) struct Way {
    source: usize,
    target: usize,
    kind: PassageType,
}

pub(super) const WAYS: [Way; 4] = [
    Way { source: 0, target: 1, kind: PassageType::Gate },
    Way { source: 1, target: 2, kind: PassageType::Bridge },
    Way { source: 2, target: 3, kind: PassageType::Thread },
    Way { source: 3, target: 0, kind: PassageType::Bridge },
];

impl Way {
    /// Which way leads away from a village, if one does.
    pub(super) fn direction_from(&self, village: usize) -> Option<Direction> {
        match village {
            village if village == self.source => Some(Direction::Forward),
            village if village == self.target && self.kind.rules().is_bidirectional => {
                Some(Direction::Reverse)
            }
            _ => None,
        }
    }

    /// The village at its other end.
    pub(super) fn end(&self, direction: Direction) -> usize {
        match direction {
            Direction::Forward => self.target,
            Direction::Reverse => self.source,
        }
    }

    /// The passage, made and kept so that people can go through it: its source's player makes it, and its target's
    /// consents.
    ///
    /// # Errors
    /// The server refuses or does not answer: both universes have to be there.
    pub(super) async fn open(&self, company: &Company) -> anyhow::Result<PassageId> {
        let (source_owner, source) = owned_universe(self.source)?;
        let (target_owner, target) = owned_universe(self.target)?;
        let (source_owner, target_owner) = (company.client(source_owner)?, company.client(target_owner)?);
        let query = ListPassages { universe_id: Some(source.clone()), ..ListPassages::default() };
        let mut known = source_owner.all_passages(query);
        let mut found = None;
        while let Some(passage) = known.try_next().await? {
            let is_it = passage.source_universe_id == source && passage.target_universe_id == target;
            let is_over = matches!(passage.state, PassageState::Collapsed | PassageState::Inactive);
            found = found.or(Some(passage).filter(|passage| is_it && passage.kind == self.kind && !is_over));
        }
        let passage = match found {
            Some(passage) => passage,
            None => {
                let passage = CreatePassage {
                    source_universe_id: source,
                    target_universe_id: target,
                    kind: self.kind,
                    created_by: None,
                    source_position: None,
                    target_position: None,
                };
                source_owner.create_passage(passage).await?
            }
        };
        if passage.state == PassageState::Pending {
            target_owner.consent_to_passage(&passage.id).await?;
        }
        source_owner.maintain_passage(&passage.id).await?;
        Ok(passage.id)
    }
}
