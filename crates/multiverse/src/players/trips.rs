//! People of a village who travel.

use anyhow::bail;
use multiverse_client::{Arrival, DepartOptions, Departure, TravelError};
use multiverse_model::{Direction, EntityId, PassageId, Transit};
use multiverse_sim::PersonId;

use super::life::{Kept, Life};

impl Life {
    /// Whether its people travel.
    pub(crate) fn travels(&self) -> bool {
        self.traveller.is_some()
    }

    /// Makes sure that the server has the village as it is now, so that whoever leaves or comes is in the save of this tick or
    /// not, whenever the program dies.
    ///
    /// # Errors
    /// A save failed here, or the server will not take it.
    pub(crate) async fn before_a_trip(&mut self, tell: &mut impl FnMut(Kept)) -> anyhow::Result<()> {
        self.save_now(tell).await
    }

    /// Lets somebody leave, without what cannot cross, unless they have left. Answers whether they are gone: the server may
    /// not let them go.
    ///
    /// # Errors
    /// The server does not answer, or a save failed.
    pub(crate) async fn depart(
        &mut self,
        passage: &PassageId,
        direction: Direction,
        who: PersonId,
        tell: &mut impl FnMut(Kept),
    ) -> anyhow::Result<bool> {
        let Some(traveller) = &mut self.traveller else { return Ok(false) };
        let who = EntityId::new(who.to_string())?;
        let options = DepartOptions { direction, leave_behind: true };
        let has_left = match traveller.depart(&mut self.village, passage, &who, options).await {
            Ok(Departure::Left { .. }) | Err(TravelError::NotHere(_)) => true,
            Ok(Departure::Pending { .. }) => bail!("the server does not say whether {who} has left"),
            Err(TravelError::Refused { .. } | TravelError::OtherPassage { .. }) => false,
            Err(error) => return Err(error.into()),
        };
        self.save_what_is_due(tell).await?;
        Ok(has_left)
    }

    /// Takes in those who are due and of whom `expected` says so; who cannot live here is sent back.
    ///
    /// # Errors
    /// The server does not answer, or a save failed.
    pub(crate) async fn take_in(
        &mut self,
        expected: impl Fn(&Transit) -> bool,
        tell: &mut impl FnMut(Kept),
    ) -> anyhow::Result<()> {
        let Some(traveller) = &self.traveller else { return Ok(()) };
        let due = traveller.arrivals().await?;
        for transit in due.into_iter().filter(expected) {
            self.before_a_trip(tell).await?;
            let Some(traveller) = &mut self.traveller else { return Ok(()) };
            match traveller.arrive(&mut self.village, &transit.id).await {
                Ok(Arrival::Here) | Err(TravelError::TakenIn(_) | TravelError::NotDue { .. }) => {}
                Ok(Arrival::Pending { .. }) => {
                    bail!("the server does not say whether {} has arrived", transit.entity_id)
                }
                Err(TravelError::Unfit { .. }) => drop(traveller.reject(&transit.id, None).await?),
                Err(error) => return Err(error.into()),
            }
        }
        // Also what a village was told that was brought up to its journal.
        self.save_what_is_due(tell).await
    }
}
