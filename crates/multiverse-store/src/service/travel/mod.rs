//! Travel: an entity is in its source, in transit, or in its target; never in two of them, never in none.
//!
//! Each step is one transaction over one row of `transits`. What a universe is known to have of an entity follows from
//! these rows: see [`whereabouts`].

mod branches;
mod compatibility;
mod depart;
mod expire;
mod journey;
mod read;
mod settle;
mod whereabouts;

pub use depart::Departure;
pub use journey::JourneyQuery;
pub use read::ArrivalsQuery;

use multiverse_model::wire::TransitNews;
use multiverse_model::{EventType, Transit, TransitId};

use super::Store;
use super::run::Change;
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::transits::{self, TransitRow};

/// The trip of an id.
fn find(tx: &mut dyn Transaction, id: &TransitId) -> Result<TransitRow, StoreError> {
    let found = transits::find(tx, id)?;
    found.ok_or_else(|| StoreError::NotFound { what: "transit", id: id.to_string() })
}

/// Tells of a trip, without its entity: at the universe where the entity is due or is, and at the other.
fn tell(change: &mut Change<'_>, kind: EventType, transit: &Transit) -> Result<(), StoreError> {
    let (universe, with) = match kind {
        EventType::TransitArrived => (&transit.to_universe_id, &transit.from_universe_id),
        _ => (&transit.from_universe_id, &transit.to_universe_id),
    };
    change.emit_between(kind, universe, with, &TransitNews { transit: transit.clone() })
}

impl Store {
    /// A trip with its entity. Outcomes of requests are kept without, since the row has it.
    async fn with_entity(&self, mut transit: Transit) -> Result<Transit, StoreError> {
        let id = transit.id.clone();
        let text = self.read(move |tx| Ok(transits::entity(tx, &id)?)).await?;
        transit.entity = read::raw(text)?;
        Ok(transit)
    }
}
