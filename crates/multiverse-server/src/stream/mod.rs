//! Event streams: Server-Sent Events to ten thousand hearers.
//!
//! One task of the server ([`follow()`]) follows the store's events and publishes them in the [`Hub`]: a ring of the
//! newest, which all streams share, and bells that wake the streams whom an event may concern. A [`Hearer`] is one
//! stream: a position in the order of events. It takes what follows from the ring, from the store in small pages if the
//! ring no longer has it, and passes on what its caller may know at that moment. So a stream costs its position and its
//! connection, however slow its client is; and one whose client takes nothing at all is cut off ([`Places`]).

mod bell;
mod follow;
mod frame;
mod hearer;
mod hub;
mod places;
mod pulse;
mod ring;

pub(crate) use follow::follow;
pub(crate) use hearer::{Hearer, Interest};
pub(crate) use hub::Hub;
pub(crate) use places::{Place, Places};
pub(crate) use pulse::Pulse;
