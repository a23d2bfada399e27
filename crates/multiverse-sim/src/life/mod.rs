//! A day in a life: people wake, eat, work, talk and sleep, are born, marry, fall ill and die.

mod act;
mod birth;
mod childhood;
mod choose;
mod courtship;
mod death;
mod homes;
mod meals;
mod morning;
mod sickness;
mod talk;

pub(crate) use birth::is_round;
pub(crate) use death::Cause;
