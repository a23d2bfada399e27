//! Why the store did not do what it was asked.

use multiverse_model::{
    Checksum, EntityId, Head, ItemCheck, NoDeparture, PassageState, Problem, Tick, TransitId, TransitState,
    UniverseId,
};

use crate::catalog::CatalogError;
use crate::vault::VaultError;

/// What a caller of the store can meet. Each variant says what the caller can do, with the facts it needs.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is none, or the caller may not know of it.
    #[error("there is no {what} {id}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// Its id as the caller gave it.
        id: String,
    },
    /// Nothing was saved at the tick.
    #[error("universe {universe} has no snapshot at tick {tick}")]
    NoSnapshotAt {
        /// The universe.
        universe: String,
        /// The tick that was asked for.
        tick: Tick,
        /// The nearest ticks before and after it that have one.
        nearest: Vec<Tick>,
    },
    /// Nothing was saved at all.
    #[error("universe {universe} has no snapshot yet; save one first")]
    NoSnapshotYet {
        /// The universe.
        universe: String,
    },
    /// The content decayed; only its entry is left.
    #[error("the snapshot at tick {tick} has decayed and its content is gone; choose another tick")]
    Decayed {
        /// The snapshot's tick.
        tick: Tick,
    },
    /// A player could; the caller must say who they are.
    #[error("this needs a player; send a token")]
    Unidentified,
    /// The caller may know of it but not do this.
    #[error("player {player} may not do this; send the token of one who may, or ask the owner for access")]
    Forbidden {
        /// Who the caller is.
        player: String,
    },
    /// Nobody is known to own what is to be made.
    #[error("no owner is known; send ownerId, or a token")]
    OwnerUnknown,
    /// The id belongs to another.
    #[error("the {what} id {id} is taken; choose another")]
    Taken {
        /// What has the id.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// The save names a parent that is not the head.
    #[error(
        "the save extends a snapshot that is no longer the head; load the head, or save with onConflict=fork"
    )]
    Diverged {
        /// The head that stands; none before the first save.
        head: Option<Head>,
    },
    /// The save names a parent that the history does not have up to its tick, or whose content decayed, so that no
    /// fork can start there.
    #[error(
        "the history has no such parent at or before the save's tick any more; load the head and save again, or \
         leave the parent out"
    )]
    ParentGone {
        /// The head that stands; none before the first save.
        head: Option<Head>,
    },
    /// The content that a delta was made against is not in the history that the caller may read, or no longer, or it
    /// is damaged. Which of these is not told: it would reveal what other universes hold. The whole document can
    /// always be saved.
    #[error("the delta's base is not, or no longer, in this history; send the whole document")]
    BaseGone,
    /// The thing is not as the caller last saw it.
    #[error("the universe has changed since it was read; read it again and repeat the change")]
    PreconditionFailed,
    /// The request breaks a rule of the domain.
    #[error(transparent)]
    Rule(#[from] Rule),
    /// The passage is in a state that does not allow it.
    #[error("the passage is {state}; {}", state.remedy())]
    PassageClosed {
        /// The state.
        state: PassageState,
    },
    /// The passage was used as often as it may be until it is maintained.
    #[error("the passage was used {uses} times since it was maintained; maintain it first")]
    PassageWornOut {
        /// Departures that it allows between maintenances.
        uses: u64,
    },
    /// As many entities are in the passage as it takes.
    #[error("the passage takes {capacity} at a time; wait until one has arrived")]
    PassageFull {
        /// How many it takes.
        capacity: u64,
    },
    /// Items of the entity, or the entity itself, may not enter the target.
    #[error("{}", cannot_cross(.0))]
    CannotCross(Box<ItemCheck>),
    /// The entity is larger than allowed.
    #[error("an entity may have at most {limit} bytes; send less of it")]
    EntityTooLarge {
        /// The most bytes.
        limit: u64,
    },
    /// The entity is known not to be in the universe that it is to leave.
    #[error("entity {entity} is not in universe {universe} any more; do not send it again")]
    EntityElsewhere {
        /// The entity.
        entity: EntityId,
        /// The universe.
        universe: UniverseId,
        /// The trip by which it left, and where that stands; none if a fork began without the entity.
        left_by: Option<(TransitId, TransitState)>,
    },
    /// Another entity with the same id is in the universe, or on its way into or out of it.
    #[error(
        "universe {universe} has an entity {entity} already, or one is on its way; wait, or use other ids"
    )]
    EntityTaken {
        /// The id of both.
        entity: EntityId,
        /// The universe.
        universe: UniverseId,
    },
    /// The traveller is not due where the caller thinks.
    #[error("the traveller is not due here: the trip is {state}; do not take it in")]
    NotDue {
        /// Where the trip stands.
        state: TransitState,
    },
    /// A quota of the player's is used up.
    #[error("player {player} has used the quota of {limit} {what}; delete some or ask the host for more")]
    Quota {
        /// The player.
        player: String,
        /// What is counted.
        what: &'static str,
        /// The quota.
        limit: u64,
    },
    /// The idempotency key was used with another request.
    #[error("this Idempotency-Key was used before with another request; use a new key")]
    KeyReused,
    /// The request was answered before with this problem, which is its answer again.
    #[error("the request was refused before")]
    Replayed(Box<Problem>),
    /// A list was asked to go on from a place that it never named.
    #[error("the cursor is not one of this list's; start without one")]
    BadCursor,
    /// The stored bytes are not those that were saved. They are not served.
    #[error("the content {checksum} is damaged in the store")]
    Corrupt {
        /// The content that was asked for.
        checksum: Checksum,
        /// The content of its chain that is damaged: itself, or one that it rests on.
        link: Checksum,
        /// What is wrong with the link, for the log.
        reason: String,
    },
    /// Another server does this work now; stop at once.
    #[error("another server has taken over this work")]
    LeaseLost,
    /// The database failed.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The operating system gave no randomness.
    #[error("no randomness to make an id of")]
    Randomness(#[source] getrandom::Error),
    /// Work of the store's ended before its time: the process is stopping, or a bug.
    #[error("the work was interrupted")]
    Interrupted,
}

impl StoreError {
    /// Why `content` could not be rebuilt, for a report that names it already.
    pub(crate) fn reason_of(&self, content: &Checksum) -> String {
        match self {
            Self::Corrupt { link, reason, .. } if link == content => reason.clone(),
            Self::Corrupt { link, reason, .. } => format!("it rests on {link}: {reason}"),
            Self::Vault(VaultError::Unavailable(cause)) => format!("the vault failed: {cause}"),
            other => other.to_string(),
        }
    }
}

/// What cannot cross, and what to do about it.
fn cannot_cross(check: &ItemCheck) -> String {
    let count = check.barred.len() as u64 + check.more;
    match check.barred.first() {
        Some(root) if root.path.is_empty() => format!("the entity itself cannot cross: {}", root.reason),
        Some(item) if count == 1 => {
            format!("an item cannot cross: {}; send the entity without it, or with leaveBehind", item.reason)
        }
        _ => format!("{count} items cannot cross; send the entity without them, or with leaveBehind"),
    }
}

impl From<NoDeparture> for StoreError {
    fn from(reason: NoDeparture) -> Self {
        match reason {
            NoDeparture::Closed { state } => Self::PassageClosed { state },
            NoDeparture::OneWay => Rule::OneWay.into(),
            NoDeparture::WornOut { uses } => Self::PassageWornOut { uses },
            NoDeparture::Full { capacity } => Self::PassageFull { capacity },
        }
    }
}

/// A rule of the domain that a request breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// `type: canonical` without a canon event.
    #[error("a canonical snapshot needs a canonEvent; send one, or another type")]
    CanonicalWithoutEvent,
    /// A canon event with another type.
    #[error("only a canonical snapshot has a canonEvent; leave it out, or send type canonical")]
    EventWithoutCanonical,
    /// A save from before the universe began.
    #[error("a fork that begins at tick {fork_tick} cannot have a snapshot before it; save at or after it")]
    BeforeForkPoint {
        /// The tick of the fork point.
        fork_tick: Tick,
    },
    /// Ages measured against a clock that no game can have reached.
    #[error("the currentTick may be at most {most}, ten years past the head; send the universe's own clock")]
    TickTooFar {
        /// The most that is believed.
        most: Tick,
    },
    /// The owner needs no entry on the access list.
    #[error("the owner has every right already; name another player")]
    OwnerOnAccessList,
    /// A passage from a universe to itself.
    #[error("a passage connects two universes; name two")]
    PassageToItself,
    /// A passage to a universe whose owner lets nobody connect.
    #[error("the target is closed to visitors; ask its owner to change its visitorPolicy")]
    ClosedToVisitors,
    /// Travel against the one way that a passage leads.
    #[error("this passage leads one way only, from its source to its target; make one from the other side")]
    OneWay,
    /// A confluence that was open was to be deleted.
    #[error("a confluence cannot be deleted once both owners have agreed; seal it")]
    ConfluenceStays,
    /// A universe was named that a trip does not touch.
    #[error("the trip neither left universe {universe} nor leads there; name where it is due, or nothing")]
    NotOnTheWay {
        /// The universe.
        universe: UniverseId,
    },
    /// A lineage with more generations than are followed.
    #[error("a family may be at most {limit} generations deep; fork an older universe")]
    TooManyGenerations {
        /// The most generations.
        limit: u64,
    },
}
