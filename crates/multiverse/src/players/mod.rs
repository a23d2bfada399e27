//! Players whose villages live, through the client as a game would have it: for the demo and for loads.
//!
//! A [`Plan`] says which universes there are, whose they are and how each begins. A [`Player`] has a client and saves on
//! a machine of their own; [`perform()`] lets one live their part of a plan, universe after universe. A [`Life`] is one
//! village that lives, saved by itself.

mod day_bar;
mod dice;
mod fork_point;
mod life;
mod lived;
mod perform;
mod plan;
mod player;
mod start;
mod thread;
mod trips;

pub(crate) use day_bar::DayBar;
pub(crate) use dice::mix;
pub(crate) use life::{Kept, Life};
pub(crate) use lived::Lived;
pub(crate) use perform::{Onlooker, perform};
pub(crate) use plan::{Beginning, Part, Plan, tick_of_day};
pub(crate) use player::{Manner, Player};
pub(crate) use start::{Origin, Start};
pub(crate) use thread::on_a_thread;
