//! What happens in the village, as it is told.

mod canon;
mod event;
mod kind;
mod news;

pub use canon::CANONICAL;
pub(crate) use event::Tale;
pub use event::VillageEvent;
pub use kind::EventKind;
pub(crate) use news::News;
