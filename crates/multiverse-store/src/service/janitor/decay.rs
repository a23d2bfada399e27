//! Decay without being asked each time: of universes whose config says so.

use multiverse_model::{Tick, UniverseConfig, UniverseId};

use crate::StoreError;
use crate::catalog::tables::universes::{self, UniverseRow};
use crate::service::Store;
use crate::service::collect::{Freed, count};
use crate::service::decay::decay_next;
use crate::service::upkeep::STEP;

impl Store {
    /// Lets decay what is due in universes whose config has `autoDecay: true`, at the tick of each one's head. Those
    /// whose head has not moved since are not looked at. Small steps; may be stopped at any point, and run again.
    /// Answers how many entries lost their content.
    pub(super) async fn decay_by_itself(&self) -> Result<u64, StoreError> {
        let (mut decayed, mut after) = (0, String::new());
        loop {
            let from = after.clone();
            let ids = self.read(move |tx| Ok(universes::to_decay(tx, &from, STEP)?)).await?;
            let Some(last) = ids.last() else { return Ok(decayed) };
            last.as_str().clone_into(&mut after);
            for id in ids {
                decayed += self.decay_universe(id).await?;
            }
        }
    }

    async fn decay_universe(&self, id: UniverseId) -> Result<u64, StoreError> {
        let (mut decayed, mut freed, mut after) = (0, Freed::default(), None);
        loop {
            let id = id.clone();
            let step = self.change(move |change| {
                let row = universes::find(change.tx, &id)?;
                let Some((row, now)) = row.and_then(with_clock) else { return Ok(None) };
                if !row.universe.config.as_ref().is_some_and(UniverseConfig::asks_for_decay) {
                    // It no longer does, or it only looked so.
                    universes::set_decayed(change.tx, &row.universe, now)?;
                    return Ok(None);
                }
                let step = decay_next(change, &row, now, after)?;
                if step.next.is_none() {
                    universes::set_decayed(change.tx, &row.universe, now)?;
                }
                Ok(Some(step))
            });
            let Some(step) = step.await? else { break };
            decayed += step.decayed;
            freed += step.freed;
            after = step.next;
            if after.is_none() {
                break;
            }
        }
        count("content", freed.contents, freed.bytes);
        Ok(decayed)
    }
}

/// A universe that has not been deleted meanwhile, and the tick of its head.
fn with_clock(row: UniverseRow) -> Option<(UniverseRow, Tick)> {
    let now = row.universe.head.as_ref().map(|head| head.tick)?;
    row.universe.deleted_at.is_none().then_some((row, now))
}
