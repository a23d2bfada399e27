//! How well two universes go together.

use multiverse_model::{Action, Compatibility, UniverseId, UniverseLaws, compatibility};

use super::super::{Caller, Store};
use crate::StoreError;

impl Store {
    /// Compares two universes that the caller may read, for who travels from `source` to `target`.
    ///
    /// # Errors
    /// Those of [`check`](Store::check).
    pub async fn compatibility(
        &self,
        caller: &Caller,
        source: &UniverseId,
        target: &UniverseId,
    ) -> Result<Compatibility, StoreError> {
        let source = self.permitted(&caller.actor, Action::ReadUniverse, source).await?;
        let target = self.permitted(&caller.actor, Action::ReadUniverse, target).await?;
        let laws = |row: &crate::catalog::tables::universes::UniverseRow| {
            UniverseLaws::of(row.universe.config.as_ref())
        };
        Ok(compatibility(&laws(&source), &laws(&target)))
    }
}
