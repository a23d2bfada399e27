//! What time does to trips: those that nobody receives turn back, and entities of settled ones are pruned.

use std::time::Duration;

use multiverse_model::Millis;

use super::super::Store;
use super::super::run::Change;
use super::super::upkeep::STEP;
use super::settle::turn_back;
use crate::StoreError;
use crate::catalog::tables::transits::{self, TransitRow};
use crate::catalog::tables::{players, universes};

impl Store {
    /// Turns back a bounded number of travellers whom nobody has received in time. Answers how many; if that is
    /// [`STEP`](Store::STEP), there may be more.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn expire_transits(&self) -> Result<u64, StoreError> {
        self.change(|change| {
            let rows = transits::expired(change.tx, change.now, STEP)?;
            let count = rows.len() as u64;
            for row in rows {
                turn_back(change, row)?;
            }
            Ok(count)
        })
        .await
    }

    /// Removes a bounded number of entities whose trips were settled long enough ago; the trips stay. Answers how many;
    /// if that is [`STEP`](Store::STEP), there may be more.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn prune_entities(&self) -> Result<u64, StoreError> {
        let retention = self.inner.settings.entity_retention;
        self.change(move |change| {
            let rows = transits::to_prune(change.tx, before(change.now, retention), STEP)?;
            rows.iter().try_for_each(|row| prune(change, row))?;
            Ok(rows.len() as u64)
        })
        .await
    }
}

fn before(now: Millis, age: Duration) -> Millis {
    Millis(now.0.saturating_sub(i64::try_from(age.as_millis()).unwrap_or(i64::MAX)))
}

/// Removes an entity, which its sender is no longer charged for.
fn prune(change: &mut Change<'_>, row: &TransitRow) -> Result<(), StoreError> {
    transits::prune(change.tx, &row.transit.id)?;
    let standing = universes::standing(change.tx, &row.transit.from_universe_id)?;
    let (owner, ..) = standing.ok_or(StoreError::Interrupted)?;
    let bytes = i64::try_from(row.entity_bytes).unwrap_or(i64::MAX);
    Ok(players::count(change.tx, &owner, 0, 0, -bytes)?)
}
