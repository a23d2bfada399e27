//! Travelling for programs without an async runtime.

use multiverse_model::{EntityId, Label, PassageId, Transit, TransitId, UniverseId};

use super::SaveLoadService;
use crate::{Arrival, DepartOptions, Departure, Settled, TravelError, TravelWorld};

/// Lets the entities of one world travel: [`Traveller`](crate::Traveller) with methods that block. Those that ask the server
/// wait for it as long as the client tries.
#[derive(Debug)]
pub struct Traveller {
    traveller: crate::Traveller,
    service: SaveLoadService,
}

impl Traveller {
    pub(super) fn new(service: SaveLoadService, universe: UniverseId) -> Self {
        Self { traveller: crate::Traveller::new(service.service.clone(), universe), service }
    }

    /// Brings a world to where its journal is: see [`Traveller::resume`](crate::Traveller::resume).
    ///
    /// # Errors
    /// [`TravelError`].
    pub fn resume<W: TravelWorld + ?Sized>(&mut self, world: &mut W) -> Result<Vec<Settled>, TravelError> {
        let Self { traveller, service } = self;
        service.wait(traveller.resume(world))
    }

    /// Sends an entity through a passage: see [`Traveller::depart`](crate::Traveller::depart).
    ///
    /// # Errors
    /// [`TravelError`].
    pub fn depart<W: TravelWorld + ?Sized>(
        &mut self,
        world: &mut W,
        passage: &PassageId,
        entity: &EntityId,
        options: DepartOptions,
    ) -> Result<Departure, TravelError> {
        let Self { traveller, service } = self;
        service.wait(traveller.depart(world, passage, entity, options))
    }

    /// Those who are due: see [`Traveller::arrivals`](crate::Traveller::arrivals).
    ///
    /// # Errors
    /// [`TravelError`].
    pub fn arrivals(&self) -> Result<Vec<Transit>, TravelError> {
        self.service.wait(self.traveller.arrivals())
    }

    /// Takes somebody in: see [`Traveller::arrive`](crate::Traveller::arrive).
    ///
    /// # Errors
    /// [`TravelError`].
    pub fn arrive<W: TravelWorld + ?Sized>(
        &mut self,
        world: &mut W,
        transit: &TransitId,
    ) -> Result<Arrival, TravelError> {
        let Self { traveller, service } = self;
        service.wait(traveller.arrive(world, transit))
    }

    /// Sends somebody back: see [`Traveller::reject`](crate::Traveller::reject).
    ///
    /// # Errors
    /// [`TravelError`].
    pub fn reject(&mut self, transit: &TransitId, reason: Option<Label>) -> Result<Transit, TravelError> {
        let Self { traveller, service } = self;
        service.wait(traveller.reject(transit, reason))
    }

    /// Goes on with trips that wait: see [`Traveller::settle`](crate::Traveller::settle).
    ///
    /// # Errors
    /// [`TravelError`].
    pub fn settle<W: TravelWorld + ?Sized>(&mut self, world: &mut W) -> Result<Vec<Settled>, TravelError> {
        let Self { traveller, service } = self;
        service.wait(traveller.settle(world))
    }

    /// The entities whose trips wait: see [`Traveller::pending`](crate::Traveller::pending).
    ///
    /// # Errors
    /// [`TravelError`].
    pub fn pending(&mut self) -> Result<Vec<EntityId>, TravelError> {
        let Self { traveller, service } = self;
        service.wait(traveller.pending())
    }
}
