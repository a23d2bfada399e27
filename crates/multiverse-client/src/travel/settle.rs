//! Trips that were begun and wait for an answer.

use multiverse_model::{EntityId, RawJson, Transit};

use super::Traveller;
use super::arrive::{Arrival, Attempt};
use super::depart::Departure;
use super::error::TravelError;
use super::journal::Trip;
use super::line::Line;
use super::world::TravelWorld;
use crate::client::ClientError;

/// What became of a trip that had waited.
#[derive(Debug)]
pub struct Settled {
    /// Who travels.
    pub entity: EntityId,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a trip that had waited.
#[derive(Debug)]
pub enum Outcome {
    /// It is in transit; what it left behind is in the world.
    Left {
        /// Its trip.
        transit: Box<Transit>,
        /// What it left behind.
        left_behind: Vec<RawJson>,
    },
    /// It was refused, and is in the world again.
    Stays(TravelError),
    /// It has come, and is in the world.
    Here,
    /// It turned back before it was taken in, and is not in the world.
    TurnedBack(TravelError),
    /// The server has not answered yet.
    Pending {
        /// What happened; nothing, if there is no server.
        cause: Option<Box<ClientError>>,
    },
}

impl Traveller {
    /// Goes on with the trips that wait for an answer, oldest first, as [`depart`](Self::depart) and
    /// [`arrive`](Self::arrive) would have. Games call it now and then; it costs nothing if none waits.
    ///
    /// Where nobody can be reached, the rest is not tried.
    ///
    /// # Errors
    /// [`TravelError::NotResumed`], [`TravelError::Unsaved`], [`TravelError::Storage`].
    pub async fn settle<W: TravelWorld + ?Sized>(
        &mut self,
        world: &mut W,
    ) -> Result<Vec<Settled>, TravelError> {
        let mut line = self.line(world).await?;
        let mut settled = Vec::new();
        for number in line.journal.open() {
            let outcome = self.finish(&mut line, world, number).await?;
            let is_offline =
                matches!(&outcome.outcome, Outcome::Pending { cause } if is_offline(cause.as_deref()));
            settled.push(outcome);
            if is_offline {
                break;
            }
        }
        self.keep(line, Ok(settled))
    }

    async fn finish<W: TravelWorld + ?Sized>(
        &mut self,
        line: &mut Line,
        world: &mut W,
        number: u64,
    ) -> Result<Settled, TravelError> {
        let entry = line.journal.entry(number).expect("a trip that is open is in the journal");
        let entity = entry.entity.clone();
        let outcome = if matches!(entry.trip, Trip::Leaving { .. }) {
            match self.finish_departure(line, world, number, Attempt::Later).await {
                Ok(Departure::Left { transit, left_behind }) => Outcome::Left { transit, left_behind },
                Ok(Departure::Pending { cause }) => Outcome::Pending { cause },
                Err(error @ TravelError::Storage(_)) => return Err(error),
                Err(error) => Outcome::Stays(error),
            }
        } else {
            match self.finish_arrival(line, world, number, Attempt::Later).await {
                Ok(Arrival::Here) => Outcome::Here,
                Ok(Arrival::Pending { cause }) => Outcome::Pending { cause },
                Err(error @ TravelError::Storage(_)) => return Err(error),
                Err(error) => Outcome::TurnedBack(error),
            }
        };
        Ok(Settled { entity, outcome })
    }
}

fn is_offline(cause: Option<&ClientError>) -> bool {
    cause.is_none_or(ClientError::is_offline)
}
