//! Departures.

mod luggage;
mod plan;

use multiverse_model::wire::TravelRequest;
use multiverse_model::{Action, Actor, PassageId, RawJson, Transit, TransitId};
use serde::{Deserialize, Serialize};

use super::super::passages::find_for;
use super::super::{Caller, Store};
use crate::StoreError;
use crate::catalog::tables::universes;
use luggage::Luggage;
use plan::{Plan, Way};

/// How often a departure begins anew because the target's laws changed under it.
const ATTEMPTS: usize = 3;

/// An entity that has left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Departure {
    /// Its trip.
    pub transit: Transit,
    /// What it left behind.
    pub left_behind: Vec<RawJson>,
}

impl Store {
    /// Sends an entity through a passage: from here on it is in transit, and no longer in the universe that it left.
    ///
    /// # Errors
    /// [`StoreError::PassageClosed`], [`StoreError::PassageWornOut`], [`StoreError::PassageFull`],
    /// [`Rule::OneWay`](crate::Rule::OneWay), [`StoreError::CannotCross`], [`StoreError::EntityTooLarge`],
    /// [`StoreError::EntityElsewhere`], [`StoreError::EntityTaken`], [`StoreError::Quota`],
    /// [`StoreError::NotFound`] if the caller may not know of the passage, [`StoreError::Unidentified`] and
    /// [`StoreError::Forbidden`] if they may not send from there.
    pub async fn depart(
        &self,
        caller: &Caller,
        passage: &PassageId,
        request: TravelRequest,
    ) -> Result<Departure, StoreError> {
        let departure = match caller.idempotency {
            // Before anything is looked at: what has changed since must not change the answer.
            Some(key) => self.answered::<Departure>(key).await?,
            None => None,
        };
        let departure = match departure {
            Some(departure) => departure,
            None => self.depart_now(caller, passage, request).await?,
        };
        Ok(Departure { transit: self.with_entity(departure.transit).await?, ..departure })
    }

    async fn depart_now(
        &self,
        caller: &Caller,
        passage: &PassageId,
        request: TravelRequest,
    ) -> Result<Departure, StoreError> {
        for attempt in 1.. {
            let plan = self.plan(&caller.actor, passage, request.clone()).await?;
            match self.write(caller, move |change| plan.run(change)).await {
                Err(StoreError::Interrupted) if attempt < ATTEMPTS => {}
                Ok(departure) => {
                    metrics::counter!("multiverse_departures_total").increment(1);
                    return Ok(departure);
                }
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Interrupted)
    }

    /// Looks through the entity before the transaction: that may take milliseconds, for which all writes would wait.
    async fn plan(
        &self,
        actor: &Actor,
        passage: &PassageId,
        request: TravelRequest,
    ) -> Result<Plan, StoreError> {
        let transit_id = TransitId::generate(self.now_ms(), self.random()?);
        let direction = request.direction.unwrap_or_default();
        let (who, id) = (actor.clone(), passage.clone());
        let config = self.read(move |tx| {
            let (row, ends) = find_for(tx, &who, Action::ReadPassage, &id)?;
            Way::of(&row, direction).permit(&ends)?;
            let target = universes::find(tx, &Way::of(&row, direction).to)?;
            Ok(target.and_then(|row| row.universe.config))
        });
        let config = config.await?;
        let limit = self.inner.settings.max_entity_bytes;
        if request.entity.as_str().len() as u64 > limit {
            return Err(StoreError::EntityTooLarge { limit });
        }
        let TravelRequest { entity_id, entity, tick, leave_behind, .. } = request;
        let luggage = Luggage::of(entity, config, leave_behind.unwrap_or(false));
        let luggage = if luggage.is_small() {
            luggage.sorted()
        } else {
            self.on_processor(move || luggage.sorted()).await?
        };
        Ok(Plan {
            actor: actor.clone(),
            passage: passage.clone(),
            transit_id,
            entity_id,
            direction,
            tick,
            luggage: luggage?,
            settings: self.inner.settings.clone(),
        })
    }
}
