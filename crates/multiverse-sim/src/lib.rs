//! A deterministic village that lives: the same seed gives the same bytes, on every platform.
//!
//! It is the world of the demo, of tests and of benches: people with needs, skills, memories, relations and families;
//! plants that grow and are harvested; buildings that are built, filled and fall in; births, weddings, deaths,
//! discoveries and disasters, each told as a [`VillageEvent`], the ones that matter as canon events.
//!
//! ```
//! use multiverse_sim::{TICKS_PER_DAY, Village, VillageConfig};
//!
//! let mut village = Village::found(VillageConfig::of_size("Eschbach", 7, 400))?;
//! village.run(10 * TICKS_PER_DAY);
//! for event in village.drain_events().filter(|event| event.is_canonical()) {
//!     let canon = event.canon().expect("canonical events are canon events");
//!     println!("day {}: {} ({})", event.day, canon.title, canon.kind);
//! }
//!
//! // A save is the whole village. What was read from it lives on exactly as the one that wrote it…
//! let mut other = Village::from_snapshot(&village.snapshot())?;
//! village.run(TICKS_PER_DAY);
//! other.run(TICKS_PER_DAY);
//! assert_eq!(village.snapshot(), other.snapshot());
//!
//! // … unless it diverges, as a fork does.
//! other.diverge(8);
//! village.run(TICKS_PER_DAY);
//! other.run(TICKS_PER_DAY);
//! assert_ne!(village.snapshot(), other.snapshot());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it works
//!
//! It is a discrete-event simulation. Everybody has one thing that they do until a tick, and then choose what to do
//! next; plants have a tick at which they come to their next stage, buildings one at which somebody looks at them. An
//! agenda has these by tick, then by id. Nothing is touched in between: needs are a value, a tick and a rate, and
//! positions a place, a goal and a time of arrival, so a village costs by what happens, and a save differs from the one
//! before only where something did.
//!
//! # Why it is the same everywhere
//!
//! State is integers. There are no floats, no hash maps, no clocks, no threads; ids and counts have fixed widths; dice are
//! a published generator of one number, which is saved. The agenda and the lists of who wants what follow from what is
//! saved. A test compares the digest of a village after 10,000 ticks with a constant.

mod agenda;
mod buildings;
mod calendar;
mod census;
mod config;
mod events;
mod founding;
mod gauge;
mod goods;
mod ids;
mod life;
mod midnight;
mod people;
mod plants;
mod random;
mod roll;
mod snapshot;
mod spot;
mod travel;
mod village;
mod work;
mod world;

pub use calendar::{DAYS_PER_YEAR, Season, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_SECOND};
pub use census::Census;
pub use config::{InvalidVillageConfig, VillageConfig};
pub use events::{CANONICAL, EventKind, VillageEvent};
pub use ids::{InvalidEntityId, PersonId};
pub use snapshot::SnapshotError;
pub use travel::{ArrivalError, Door};
pub use village::Village;
