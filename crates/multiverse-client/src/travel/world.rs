//! What a game does so that its entities can travel.

use multiverse_model::{EntityId, RawJson};

use super::mark::TravelMark;
use crate::world::World;

/// A world that entities leave and come to.
///
/// The methods are called by a [`Traveller`](super::Traveller) alone, each for one step that stands in its journal. They
/// change the world and nothing else, and cannot fail. After a crash they are called again, in the same order, on the
/// world that was loaded: so what they do follows from the world and what they are given.
pub trait TravelWorld: World {
    /// An entity as it travels, with all that it carries; nothing if it is not here. The world stays as it is.
    ///
    /// An item is an object with `tags`: see [the rules](crate::ClientError::refused_items) of what may cross.
    fn entity(&self, id: &EntityId) -> Option<RawJson>;

    /// Takes an entity out, with all that it carries. One that is not here has been taken out already.
    fn take(&mut self, id: &EntityId);

    /// Puts an entity in, as [`entity`](Self::entity) told it where it left.
    ///
    /// One that is refused comes back as the same bytes. If there is one of that id already, it is that one.
    fn put(&mut self, id: &EntityId, entity: &RawJson, why: Coming);

    /// Takes items back that an entity had to leave behind, each with all that is in it.
    fn take_back(&mut self, from: &EntityId, items: &[RawJson]);

    /// Whether an entity of another world can live in this one; the error tells people why not.
    ///
    /// It is asked before an arrival is settled: reject the trip then.
    ///
    /// # Errors
    /// One sentence that says why it cannot live here.
    fn admits(&self, id: &EntityId, entity: &RawJson) -> Result<(), String> {
        let _ = (id, entity);
        Ok(())
    }

    /// What of trips the world has, as [`set_travel_mark`](Self::set_travel_mark) was told last, or as it was loaded.
    fn travel_mark(&self) -> TravelMark;

    /// Notes what of trips the world has. It is part of the world, and saved with it.
    fn set_travel_mark(&mut self, mark: TravelMark);
}

/// Why an entity is put into a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    /// It arrives from another universe.
    Arrived,
    /// It comes back from a trip that was rejected or took too long.
    Returned,
    /// It never left: its departure was refused.
    Refused,
}
