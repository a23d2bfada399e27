//! Reading trips, and lists of those that are due.

use multiverse_model::{Action, Limit, RawJson, Transit, TransitId, TransitState, UniverseId};

use super::super::authorize::universe_for;
use super::super::list::Page;
use super::super::passages::Ends;
use super::super::{Caller, Store, cursor};
use super::find;
use crate::catalog::tables::transits::{self, Listed};
use crate::{CatalogError, StoreError};

/// The list, in its cursors.
const LIST: &str = "arrivals";

/// Bytes of entities after which a page of arrivals ends, so that an answer has a bound.
const PAGE_BYTES: usize = 16 * 1024 * 1024;

/// What a list of arrivals is asked for.
#[derive(Debug, Clone, Default)]
pub struct ArrivalsQuery {
    /// Only those in this state; else those that are due: under way to the universe, or back to it.
    pub state: Option<TransitState>,
    /// How many.
    pub limit: Limit,
    /// Where to go on.
    pub cursor: Option<String>,
}

impl Store {
    /// A trip; with its entity for those who may send from or receive at one of its ends.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] also for one that the caller may not know of.
    pub async fn transit(&self, caller: &Caller, id: &TransitId) -> Result<Transit, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        self.read(move |tx| {
            let mut transit = find(tx, &id)?.transit;
            let ends = Ends::find(tx, &actor, &transit.from_universe_id, &transit.to_universe_id)?;
            ends.permit(Action::ReadPassage, "transit", id.as_str())?;
            if ends.permits(Action::UsePassages) {
                transit.entity = raw(transits::entity(tx, &id)?)?;
            }
            Ok(transit)
        })
        .await
    }

    /// Trips whose entity is due in a universe or, by the state that is asked for, was taken in by it; with their
    /// entities, longest under way first. A page may be shorter than its limit if its entities are large.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`], and those of [`check`](Store::check) for using the universe's passages.
    pub async fn arrivals(
        &self,
        caller: &Caller,
        universe: &UniverseId,
        query: ArrivalsQuery,
    ) -> Result<Page<Transit>, StoreError> {
        let (actor, universe) = (caller.actor.clone(), universe.clone());
        self.read(move |tx| {
            universe_for(tx, &actor, Action::UsePassages, &universe)?;
            let after: Option<Listed> =
                query.cursor.as_deref().map(|text| cursor::decode_of(LIST, text)).transpose()?;
            let due = [TransitState::InTransit, TransitState::Returning];
            let states = query.state.as_ref().map_or(&due[..], std::slice::from_ref);
            // One more than is asked for tells whether there is a next page.
            let mut rows = transits::due(tx, &universe, states, after.as_ref(), query.limit.get() + 1)?;
            let mut has_more = rows.len() > query.limit.get();
            rows.truncate(query.limit.get());
            let (mut items, mut last, mut bytes) = (Vec::with_capacity(rows.len()), None, 0);
            for row in rows {
                if bytes > PAGE_BYTES {
                    has_more = true;
                    break;
                }
                last = Some(Listed::of(&row));
                let mut transit = row.transit;
                let entity = transits::entity(tx, &transit.id)?;
                bytes += entity.as_ref().map_or(0, String::len);
                transit.entity = raw(entity)?;
                items.push(transit);
            }
            let next = last.filter(|_| has_more).map(|place| cursor::encode_of(LIST, &place)).transpose()?;
            Ok(Page { items, next })
        })
        .await
    }
}

/// An entity as it stands in its row.
pub(super) fn raw(text: Option<String>) -> Result<Option<RawJson>, StoreError> {
    let unexpected = |_| CatalogError::Unexpected { column: "transits.entity".to_owned() };
    Ok(text.map(RawJson::new).transpose().map_err(unexpected)?)
}
