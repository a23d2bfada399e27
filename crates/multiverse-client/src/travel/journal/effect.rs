//! What trips do to the world, in the order in which they do it.

use super::Journal;
use super::entry::{Entry, Kept, Trip};
use crate::travel::world::Coming;

/// One change of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The entity goes out.
    Out,
    /// The entity goes in.
    In(Coming),
    /// Items that it left behind are the world's again.
    Items(Kept),
}

/// The effects after a number, by theirs, each with the number of its trip.
pub(crate) fn effects(journal: &Journal, after: u64) -> Vec<(u64, u64, Effect)> {
    let of_entry = |(trip, entry): (&u64, &Entry)| {
        let trip = *trip;
        effects_of(trip, entry).into_iter().flatten().map(move |(number, effect)| (number, trip, effect))
    };
    let mut effects: Vec<_> = journal.entries().iter().flat_map(of_entry).collect();
    effects.retain(|(number, ..)| *number > after);
    effects.sort_unstable_by_key(|(number, ..)| *number);
    effects
}

fn effects_of(own: u64, entry: &Entry) -> [Option<(u64, Effect)>; 2] {
    let out = Some((own, Effect::Out));
    match &entry.trip {
        Trip::Leaving { .. } => [out, None],
        Trip::Left { kept, .. } => [out, kept.map(|kept| (kept.number, Effect::Items(kept)))],
        Trip::Refused { back } => [out, Some((*back, Effect::In(Coming::Refused)))],
        Trip::Coming { .. } => [None, None],
        Trip::Came { put, returns, .. } => {
            let why = if *returns { Coming::Returned } else { Coming::Arrived };
            [Some((*put, Effect::In(why))), None]
        }
    }
}
