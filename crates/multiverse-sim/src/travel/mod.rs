//! Travel: people leave the village through passages, and others arrive.

mod arrive;
mod depart;
mod door;
mod world;

pub use arrive::ArrivalError;
pub use door::Door;
pub(crate) use door::MOST_DOORS;

use serde::{Deserialize, Serialize};

use crate::calendar::Moment;

/// From where somebody came, and when by the clock there: all moments of theirs are by that clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    village: String,
    tick: Moment,
}
