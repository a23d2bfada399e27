//! Consenting, maintaining, sealing, unsealing, deleting.

use multiverse_model::{Action, EventType, Passage, PassageId, PassageState, PassageVerb, Permission, Sides};

use super::create::count;
use super::{find_for, tell, view};
use crate::StoreError;
use crate::catalog::tables::passages::{self, PassageRow};
use crate::error::Rule;
use crate::service::run::Change;
use crate::service::{Caller, Store};

/// What a verb does to a passage that its state allows it for. `Sides` are the caller's own universes.
type Apply = fn(&mut Change<'_>, &mut PassageRow, Sides) -> Result<(), StoreError>;

impl Store {
    /// Agrees to a passage for those of its universes that the caller owns. With the last consent it opens, and its
    /// lifetime begins.
    ///
    /// # Errors
    /// [`StoreError::PassageClosed`], [`StoreError::NotFound`], [`StoreError::Unidentified`],
    /// [`StoreError::Forbidden`] to who owns neither.
    pub async fn consent_to_passage(&self, caller: &Caller, id: &PassageId) -> Result<Passage, StoreError> {
        self.change_passage(caller, id, PassageVerb::Consent, |change, row, own| {
            row.facts.agree(own, change.now);
            Ok(())
        })
        .await
    }

    /// Restores a passage's stability and uses; by an editor of either universe.
    ///
    /// # Errors
    /// As [`consent_to_passage`](Store::consent_to_passage).
    pub async fn maintain_passage(&self, caller: &Caller, id: &PassageId) -> Result<Passage, StoreError> {
        self.change_passage(caller, id, PassageVerb::Maintain, |change, row, _| {
            row.facts.maintain(change.now);
            row.told_unstable = false;
            Ok(())
        })
        .await
    }

    /// Closes a passage until whoever closes it opens it again. Each owner has a seal of their own. Who is on the way
    /// still arrives or returns.
    ///
    /// # Errors
    /// As [`consent_to_passage`](Store::consent_to_passage).
    pub async fn seal_passage(&self, caller: &Caller, id: &PassageId) -> Result<Passage, StoreError> {
        self.change_passage(caller, id, PassageVerb::Seal, |_, row, own| {
            row.facts.sealed_by = row.facts.sealed_by.or(own);
            Ok(())
        })
        .await
    }

    /// Takes back the caller's own seal.
    ///
    /// # Errors
    /// As [`consent_to_passage`](Store::consent_to_passage); [`StoreError::PassageClosed`] also if only the other owner
    /// has sealed it.
    pub async fn unseal_passage(&self, caller: &Caller, id: &PassageId) -> Result<Passage, StoreError> {
        self.change_passage(caller, id, PassageVerb::Unseal, |_, row, own| {
            let left = row.facts.sealed_by.without(own);
            if left == row.facts.sealed_by {
                return Err(StoreError::PassageClosed { state: PassageState::Sealed });
            }
            row.facts.sealed_by = left;
            Ok(())
        })
        .await
    }

    /// Closes a passage for good. It is preserved, and who is on the way still arrives or returns. An owner who does
    /// not consent deletes it while it waits.
    ///
    /// # Errors
    /// [`Rule::ConfluenceStays`], and as [`consent_to_passage`](Store::consent_to_passage).
    pub async fn delete_passage(&self, caller: &Caller, id: &PassageId) -> Result<Passage, StoreError> {
        self.change_passage(caller, id, PassageVerb::Delete, |change, row, _| {
            if !row.facts.kind.rules().can_be_deleted && !row.facts.is_pending() {
                return Err(Rule::ConfluenceStays.into());
            }
            row.facts.deleted_at = Some(change.now);
            count(change, &row.facts.created_by, -1)
        })
        .await
    }

    async fn change_passage(
        &self,
        caller: &Caller,
        id: &PassageId,
        verb: PassageVerb,
        apply: Apply,
    ) -> Result<Passage, StoreError> {
        let (actor, id, settings) = (caller.actor.clone(), id.clone(), self.inner.settings.clone());
        let action = action(verb);
        self.write(caller, move |change| {
            let (mut row, ends) = find_for(change.tx, &actor, action, &id)?;
            let state = row.facts.state(&settings.passage_lifetimes, change.now, ends.lack_one());
            match state.permits(verb) {
                Permission::Refuse => return Err(StoreError::PassageClosed { state }),
                Permission::Already if row.facts.deleted_at.is_some() || verb != PassageVerb::Delete => {
                    return Ok(view(&row, &ends, &settings, change.now));
                }
                // One of its universes is deleted and it is not: it is deleted now.
                Permission::Already | Permission::Do => {}
            }
            apply(change, &mut row, ends.own())?;
            passages::update(change.tx, &row)?;
            tell(change, EventType::PassageChanged, &row, &ends, &settings)
        })
        .await
    }
}

/// What one must be permitted for a verb.
fn action(verb: PassageVerb) -> Action {
    match verb {
        PassageVerb::Travel | PassageVerb::Maintain => Action::UsePassages,
        PassageVerb::Consent | PassageVerb::Seal | PassageVerb::Unseal | PassageVerb::Delete => {
            Action::RulePassage
        }
    }
}
