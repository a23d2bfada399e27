//! The domain of Multiverse: types, ids and rules, without I/O.
//!
//! Everything that crosses the wire or the store has a type here that cannot hold an invalid value: it is
//! checked once, where it enters. The rules (who may do what, what decays, what a snapshot is called in an
//! export, how stable a passage is, what can cross it) are pure functions of such values; time is an argument.
//!
//! ```
//! use multiverse_model::{Tick, UniverseId};
//!
//! let id: UniverseId = "universe:my-world".parse()?;
//! assert_eq!(id.as_str(), "universe:my-world");
//! assert!("../etc/passwd".parse::<UniverseId>().is_err());
//! assert!(Tick::new(1 << 53).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod authorize;
mod canon;
mod checksum;
mod config;
mod decay;
mod entry;
mod event;
mod filename;
mod id;
mod json_depth;
mod millis;
mod page;
mod passage;
mod player;
mod problem;
mod raw_json;
mod secret;
mod text;
mod tick;
mod travel;
mod universe;
pub mod wire;

pub use access::{Access, Role};
pub use authorize::{Action, Actor, Decision, Object, UniverseObject, authorize};
pub use canon::{CanonEvent, CanonEventType, Importance, InvalidCanonEventType};
pub use checksum::{Checksum, InvalidChecksum};
pub use config::{InvalidConfig, MAX_CONFIG_BYTES, UniverseConfig};
pub use decay::{DEFAULT_DECAY_AFTER_TICKS, DecayPolicy, Fate};
pub use entry::{SnapshotEntry, SnapshotType, title_of};
pub use event::{EventId, EventType, InvalidEventId, UnknownEventType};
pub use filename::{disambiguate, export_name};
pub use id::{InvalidId, MAX_ID_LENGTH, PassageId, PlayerId, SnapshotId, TransitId, UniverseId};
pub use json_depth::{TooDeep, check_depth};
pub use millis::Millis;
pub use page::{DEFAULT_LIMIT, InvalidLimit, Limit, MAX_LIMIT};
pub use passage::{
    ClosedToVisitors, Direction, NoDeparture, Passage, PassageFacts, PassageLifetimes, PassageRules,
    PassageState, PassageType, PassageVerb, Permission, Position, Sides, UNSTABLE_BELOW, consent_at_creation,
};
pub use player::Player;
pub use problem::{Problem, ProblemType};
pub use raw_json::RawJson;
pub use secret::Secret;
pub use text::{Description, DisplayName, EntityId, InvalidText, Label, UniverseName};
pub use tick::{Day, InvalidTick, Tick};
pub use travel::{
    BarReason, BarredItem, Branch, Compatibility, CompatibilityFactor, Crossing, ItemCheck, ItemLaws, NotDue,
    RECOMMENDED_FROM, RootBarred, Transit, TransitEnd, TransitState, UniverseLaws, check_items,
    compatibility, leave_behind,
};
pub use universe::{ForkOf, Head, Universe, VisitorPolicy};
