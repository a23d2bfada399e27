//! Coming to a world.

use multiverse_model::wire::{ArriveRequest, ListArrivals, RejectRequest};
use multiverse_model::{Label, ProblemType, Transit, TransitEnd, TransitId};

use super::Traveller;
use super::error::TravelError;
use super::journal::{Entry, Journal, Start, Trip};
use super::line::Line;
use super::refusal::is_final;
use super::world::TravelWorld;
use crate::client::{ClientError, MultiverseClient};

/// What became of an arrival.
#[derive(Debug)]
pub enum Arrival {
    /// The entity is in the world.
    Here,
    /// The server has not answered, and the entity is not in the world. [`Traveller::settle`] asks again.
    Pending {
        /// What happened; nothing, if there is no server.
        cause: Option<Box<ClientError>>,
    },
}

/// Whether the server may have been asked for the same before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    First,
    Later,
}

impl Traveller {
    /// Those who are due in the world's universe, longest under way first: who comes from elsewhere, and who comes back. As
    /// many as the server lists at once.
    ///
    /// # Errors
    /// [`TravelError::SignedOut`], [`TravelError::Client`], [`TravelError::Storage`].
    pub async fn arrivals(&self) -> Result<Vec<Transit>, TravelError> {
        let universe = self.service.place(&self.universe).await?.universe;
        let arrivals = self.client()?.arrivals(&universe, ListArrivals::default()).await;
        Ok(arrivals.map_err(|error| TravelError::Client(Box::new(error)))?.arrivals)
    }

    /// Takes in somebody who is due: the trip is settled and the entity in the world, or neither.
    ///
    /// `transit` may be from an old list: it is looked at again, and one that is over, or was taken in here before, is
    /// refused. If the server does not answer once it is noted, the trip waits in the journal.
    ///
    /// # Errors
    /// [`TravelError`]; the world is as it was. With [`Unfit`](TravelError::Unfit), [`reject`](Self::reject) the trip.
    pub async fn arrive<W: TravelWorld + ?Sized>(
        &mut self,
        world: &mut W,
        transit: &TransitId,
    ) -> Result<Arrival, TravelError> {
        let mut line = self.line(world).await?;
        let came = match self.begin_arrival(&mut line, world, transit).await {
            Ok((number, attempt)) => self.finish_arrival(&mut line, world, number, attempt).await,
            Err(error) => Err(error),
        };
        self.keep(line, came)
    }

    /// Sends somebody back who is due in the world's universe.
    ///
    /// # Errors
    /// [`TravelError::TakenIn`] if it was taken in here, or is about to be; [`TravelError::Client`], and nothing has
    /// changed.
    pub async fn reject(
        &mut self,
        transit: &TransitId,
        reason: Option<Label>,
    ) -> Result<Transit, TravelError> {
        let journal = self.journal().await?;
        let is_here = journal.arrival(transit).is_some();
        self.journal = Some(journal);
        if is_here {
            return Err(TravelError::TakenIn(transit.clone()));
        }
        let rejected = self.client()?.reject(transit, RejectRequest { reason }).await;
        rejected.map_err(|error| TravelError::Client(Box::new(error)))
    }

    /// The number of an arrival that is noted, now or before.
    async fn begin_arrival<W: TravelWorld + ?Sized>(
        &self,
        line: &mut Line,
        world: &W,
        id: &TransitId,
    ) -> Result<(u64, Attempt), TravelError> {
        match line.journal.arrival(id) {
            Some((number, entry)) if entry.is_open() => return Ok((number, Attempt::Later)),
            Some(_) => return Err(TravelError::TakenIn(id.clone())),
            None => {}
        }
        let found = self.client()?.transit(id).await;
        let transit = found.map_err(|error| TravelError::Client(Box::new(error)))?;
        check(&transit, line, world)?;
        let Transit { id, entity_id: entity, entity: Some(document), state, .. } = transit else {
            return Err(not_due(&transit, line));
        };
        let start = Start {
            entity,
            universe: line.universe.clone(),
            tick: world.tick(),
            trip: Trip::Coming { transit: id, returns: state.due() == TransitEnd::From },
        };
        let number = line.next_number(world);
        line.journal.begin(number, start, &document).await?;
        Ok((number, Attempt::First))
    }

    /// Asks the server to settle an arrival that is noted, and does what it answers.
    pub(super) async fn finish_arrival<W: TravelWorld + ?Sized>(
        &self,
        line: &mut Line,
        world: &mut W,
        number: u64,
        attempt: Attempt,
    ) -> Result<Arrival, TravelError> {
        let entry = line.journal.entry(number).expect("an arrival that is open is in the journal").clone();
        let Trip::Coming { transit, returns } = entry.trip.clone() else { return Ok(Arrival::Here) };
        let Some(client) = self.service.client() else { return Ok(Arrival::Pending { cause: None }) };
        match settle(&client, &entry, &transit, world).await {
            Ok(settled) => {
                let put = line.next_number(world);
                let trip = Trip::Came { transit: settled.id, returns, put };
                line.journal.write(number, Entry { trip, ..entry }).await?;
                line.bring(world).await?;
                Ok(Arrival::Here)
            }
            // It turned back before it was taken in; or it cannot be taken in, and was not.
            Err(error)
                if error.kind() == Some(ProblemType::NotDue)
                    || (attempt == Attempt::First && is_final(&error)) =>
            {
                line.journal.remove(number).await?;
                Err(TravelError::Client(Box::new(error)))
            }
            // An earlier attempt may have been done, whatever this one is told.
            Err(error) => Ok(Arrival::Pending { cause: Some(Box::new(error)) }),
        }
    }

    pub(super) fn client(&self) -> Result<MultiverseClient, TravelError> {
        self.service.client().ok_or(TravelError::SignedOut)
    }

    /// The journal, from memory or from the storage.
    pub(super) async fn journal(&mut self) -> Result<Journal, TravelError> {
        let id = self.line.clone().ok_or(TravelError::NotResumed)?;
        match self.journal.take() {
            Some(journal) => Ok(journal),
            None => Ok(Journal::load(self.service.storage(), id).await?),
        }
    }
}

async fn settle<W: TravelWorld + ?Sized>(
    client: &MultiverseClient,
    entry: &Entry,
    transit: &TransitId,
    world: &W,
) -> Result<Transit, ClientError> {
    // By the clock of now: saves that were made since it was noted do not have it.
    let arrival = ArriveRequest { universe_id: Some(entry.universe.clone()), tick: Some(world.tick()) };
    client.arrive(transit, arrival).await
}

/// Whether a trip may be taken in.
fn check<W: TravelWorld + ?Sized>(transit: &Transit, line: &Line, world: &W) -> Result<(), TravelError> {
    let entity = &transit.entity_id;
    if line.journal.under_way(entity) {
        return Err(TravelError::UnderWay(entity.clone()));
    }
    let document = transit.entity.as_ref().filter(|_| transit.state.is_open());
    let Some(document) = document.filter(|_| *transit.due_universe() == line.universe) else {
        return Err(not_due(transit, line));
    };
    if world.entity(entity).is_some() {
        let why = format!("another {entity} lives here");
        return Err(TravelError::Unfit { entity: entity.clone(), why });
    }
    if transit.state.due() == TransitEnd::From {
        // It was here before.
        return Ok(());
    }
    world.admits(entity, document).map_err(|why| TravelError::Unfit { entity: entity.clone(), why })
}

fn not_due(transit: &Transit, line: &Line) -> TravelError {
    TravelError::NotDue { transit: transit.id.clone(), state: transit.state, universe: line.universe.clone() }
}
