//! Travelling: trips of entities through passages, what fits together, and what has to stay behind.

mod compatibility;
mod items;
mod laws;
mod transit;

pub use compatibility::{Compatibility, CompatibilityFactor, RECOMMENDED_FROM, compatibility};
pub use items::{BarReason, BarredItem, Crossing, ItemCheck, RootBarred, check_items, leave_behind};
pub use laws::{ItemLaws, UniverseLaws};
pub use transit::{Branch, NotDue, Transit, TransitEnd, TransitState};
