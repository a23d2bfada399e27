//! Why somebody did not travel.

use multiverse_model::{EntityId, PassageId, TransitId, TransitState, UniverseId};

use crate::client::ClientError;
use crate::storage::StorageError;

/// Why somebody did not travel: each variant is something else that the game can do.
///
/// The world and the journal fit together after each of them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TravelError {
    /// The world is not the one that was resumed last.
    #[error("this world was not resumed; call `Traveller::resume` after each load, before anything else")]
    NotResumed,
    /// The world goes on from an earlier save, and is to be a fork, which is not made yet.
    #[error(
        "this world goes on from an earlier save of {0}; save it first, so that it has a universe of its own"
    )]
    Unsaved(UniverseId),
    /// The entity is not in the world.
    #[error("{0} is not in this world; choose somebody who is")]
    NotHere(EntityId),
    /// The entity's last trip waits for an answer.
    #[error("{0} is on a trip already; call `Traveller::settle` until the server has answered")]
    UnderWay(EntityId),
    /// The server will not let it go, and it is in the world again. If it is for what it carries,
    /// [`refused_items`](ClientError::refused_items) tells which items.
    #[error("{entity} stays: {cause}")]
    Refused {
        /// Who stays.
        entity: EntityId,
        /// Why.
        #[source]
        cause: Box<ClientError>,
    },
    /// The passage, that way, leaves another universe; the entity is in the world again.
    #[error(
        "{entity} stays: {passage} leaves {leaves} that way, and this world is {universe}; choose another passage or direction"
    )]
    OtherPassage {
        /// Who stays.
        entity: EntityId,
        /// The passage.
        passage: PassageId,
        /// The universe that it leaves that way.
        leaves: UniverseId,
        /// The universe that the entity is in.
        universe: UniverseId,
    },
    /// The world cannot have such an entity. Reject the trip.
    #[error("{entity} cannot live here: {why}; reject the trip")]
    Unfit {
        /// The entity.
        entity: EntityId,
        /// What the world says.
        why: String,
    },
    /// The trip was taken in here before.
    #[error("trip {0} was taken in here before; look at the arrivals again")]
    TakenIn(TransitId),
    /// The trip is over, or due in another universe. Nothing has changed.
    #[error("trip {transit} is {state}, and not due in {universe}; look at the arrivals again")]
    NotDue {
        /// The trip.
        transit: TransitId,
        /// Where it stands.
        state: TransitState,
        /// The universe of this world.
        universe: UniverseId,
    },
    /// The server does not answer, or will not now. Nothing has changed; try again later.
    #[error("nobody arrives now: {0}")]
    Client(#[source] Box<ClientError>),
    /// There is no server.
    #[error("no server is set; sign in to see who arrives")]
    SignedOut,
    /// The entity's document is too large.
    #[error("{entity} has {bytes} bytes, and a traveller at most {most}; let it carry less")]
    TooLarge {
        /// The entity.
        entity: EntityId,
        /// Its bytes.
        bytes: usize,
        /// The most that travel.
        most: usize,
    },
    /// Too many trips wait for an answer or for a save.
    #[error(
        "{most} trips wait for an answer or a save; save the world, and call `Traveller::settle`, before the next"
    )]
    JournalFull {
        /// How many there may be.
        most: usize,
    },
    /// The storage on this machine failed. What was noted is gone on with at the next call.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
