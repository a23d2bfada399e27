//! Who may know of an event.

use multiverse_model::{Actor, UniverseId};

use super::Event;
use crate::StoreError;
use crate::service::{Caller, Store};

impl Store {
    /// Whether the caller may know of an event now: who may read every universe that it is about, and, if not all of
    /// these were public when it happened, by more than their being public.
    ///
    /// Of a passage or a trip through one, also who may use one of its universes: travellers come to them.
    ///
    /// It is decided by the rights of this moment, not of the event's. Nothing is kept from what was shared before, and
    /// what was published since tells nothing of the time before: a universe's metadata of that time can be read
    /// nowhere else. Costs a look into memory for each universe.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn may_know(&self, caller: &Caller, event: &Event) -> Result<bool, StoreError> {
        if let Some([one, other]) = event.passage_ends() {
            let (one, other) = (self.audience(one).await?, self.audience(other).await?);
            let ends = one.zip(other);
            return Ok(
                ends.is_some_and(|(one, other)| one.shares_with(&other, &caller.actor, event.was_public()))
            );
        }
        for universe in event.universes() {
            if !self.may_hear(&caller.actor, universe, event.was_public(), event.outlives(universe)).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the caller may be told what happens in a universe now.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn may_follow(&self, caller: &Caller, universe: &UniverseId) -> Result<bool, StoreError> {
        self.may_hear(&caller.actor, universe, true, false).await
    }

    async fn may_hear(
        &self,
        actor: &Actor,
        universe: &UniverseId,
        counts_as_public: bool,
        even_if_deleted: bool,
    ) -> Result<bool, StoreError> {
        let audience = self.audience(universe).await?;
        Ok(audience.is_some_and(|audience| audience.includes(actor, counts_as_public, even_if_deleted)))
    }
}
