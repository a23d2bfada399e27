//! Arrivals, and turning back.

use multiverse_model::wire::{ArriveRequest, RejectRequest};
use multiverse_model::{Action, Actor, EventType, Transit, TransitEnd, TransitId, TransitState};

use super::super::passages::Ends;
use super::super::run::Change;
use super::super::{Caller, Store};
use super::{find, tell};
use crate::StoreError;
use crate::catalog::tables::transits::{self, TransitRow};
use crate::catalog::tables::{passages, universes};
use crate::error::Rule;

impl Store {
    /// Takes a traveller in where it is due: the target, or the source once it has turned back. From here on it is
    /// there. A repeat is answered alike.
    ///
    /// # Errors
    /// [`StoreError::NotDue`] if it is due in the other universe, [`Rule::NotOnTheWay`], [`StoreError::NotFound`] if
    /// the caller may not know of the trip, [`StoreError::Unidentified`], [`StoreError::Forbidden`].
    pub async fn arrive(
        &self,
        caller: &Caller,
        id: &TransitId,
        request: ArriveRequest,
    ) -> Result<Transit, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        let transit = self
            .write(caller, move |change| {
                let (row, ends) = find_with_ends(change, &actor, &id)?;
                check_due(&row.transit, &ends, &request)?;
                settle(change, row, &request)
            })
            .await?;
        self.with_entity(transit).await
    }

    /// Sends a traveller back to where it left. By those who may receive at the target; while that is deleted, by those
    /// who may send from the source. A repeat is answered alike.
    ///
    /// # Errors
    /// [`StoreError::NotDue`] if it has arrived, and as [`arrive`](Store::arrive).
    pub async fn reject(
        &self,
        caller: &Caller,
        id: &TransitId,
        request: RejectRequest,
    ) -> Result<Transit, StoreError> {
        let (actor, id) = (caller.actor.clone(), id.clone());
        let transit = self
            .write(caller, move |change| {
                let (row, ends) = find_with_ends(change, &actor, &id)?;
                let calls_back = ends.is_deleted(TransitEnd::To) && ends.may_use(TransitEnd::From);
                if !ends.may_use(TransitEnd::To) && !calls_back {
                    return Err(ends.refusal());
                }
                let mut row = row;
                if row.transit.state == TransitState::InTransit {
                    row.transit.reason = request.reason.clone();
                }
                turn_back(change, row)
            })
            .await?;
        self.with_entity(transit).await
    }
}

fn find_with_ends(
    change: &mut Change<'_>,
    actor: &Actor,
    id: &TransitId,
) -> Result<(TransitRow, Ends), StoreError> {
    let row = find(change.tx, id)?;
    let ends = Ends::find(change.tx, actor, &row.transit.from_universe_id, &row.transit.to_universe_id)?;
    ends.permit(Action::ReadPassage, "transit", id.as_str())?;
    Ok((row, ends))
}

/// Whether the traveller is due, or was taken in, where the caller takes it in.
fn check_due(transit: &Transit, ends: &Ends, request: &ArriveRequest) -> Result<(), StoreError> {
    let (state, due) = (transit.state, transit.state.due());
    let other = match due {
        TransitEnd::From => TransitEnd::To,
        TransitEnd::To => TransitEnd::From,
    };
    let not_due = StoreError::NotDue { state };
    match &request.universe_id {
        Some(named) if named == transit.universe_at(other) => {
            Err(if ends.may_use(other) { not_due } else { ends.refusal() })
        }
        Some(named) if named != transit.universe_at(due) => {
            Err(Rule::NotOnTheWay { universe: named.clone() }.into())
        }
        _ if ends.may_use(due) => Ok(()),
        // They may have taken it in, had they come in time or had it turned back.
        None if state != TransitState::InTransit && ends.may_use(other) => Err(not_due),
        _ => Err(ends.refusal()),
    }
}

fn settle(
    change: &mut Change<'_>,
    mut row: TransitRow,
    request: &ArriveRequest,
) -> Result<Transit, StoreError> {
    let was = row.transit.state;
    row.transit.state = was.settled();
    if row.transit.state == was {
        return Ok(row.transit);
    }
    let universe = universes::find(change.tx, row.transit.due_universe())?.ok_or(StoreError::Interrupted)?;
    row.transit.settled_at = Some(change.now);
    row.transit.settled_tick = request.tick;
    row.settled_ordinal = Some(universe.universe.snapshot_count);
    transits::update(change.tx, &row)?;
    let kind = match was {
        TransitState::InTransit => {
            passages::count_out(change.tx, &row.transit.passage_id)?;
            EventType::TransitArrived
        }
        _ => EventType::TransitReturned,
    };
    tell(change, kind, &row.transit)?;
    Ok(row.transit)
}

/// Turns a traveller back, and tells of it. What has turned back already stays as it is.
pub(super) fn turn_back(change: &mut Change<'_>, mut row: TransitRow) -> Result<Transit, StoreError> {
    let was = row.transit.state;
    let state = was.turned_back().map_err(|_| StoreError::NotDue { state: was })?;
    if state != was {
        row.transit.state = state;
        transits::update(change.tx, &row)?;
        passages::count_out(change.tx, &row.transit.passage_id)?;
        tell(change, EventType::TransitReturned, &row.transit)?;
    }
    Ok(row.transit)
}
