//! Events: written with the change that they tell of, read in the order of the commits, shown to those who may know.

mod audience;
mod emit;
mod event;
mod know;
mod read;

pub(super) use audience::{Audience, MAX_READERS, Readers};
pub use event::Event;
pub use read::{EventPage, EventSpan};
