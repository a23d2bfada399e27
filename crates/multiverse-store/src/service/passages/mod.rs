//! Passages: making, listing, keeping and closing them.

mod announce;
mod change;
mod create;
mod ends;
mod list;

pub use list::PassageQuery;

pub(super) use create::add;
pub(super) use ends::{Ends, Viewpoint};

use multiverse_model::wire::PassageNews;
use multiverse_model::{Action, Actor, EventType, Millis, Passage, PassageId};

use super::run::Change;
use super::{Caller, Store, StoreSettings};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::passages::{self, PassageRow};

impl Store {
    /// A passage.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] also for one that the caller may not know of.
    pub async fn passage(&self, caller: &Caller, id: &PassageId) -> Result<Passage, StoreError> {
        let (actor, id, settings) = (caller.actor.clone(), id.clone(), self.inner.settings.clone());
        let now = self.inner.environment.now();
        self.read(move |tx| {
            let (row, ends) = find_for(tx, &actor, Action::ReadPassage, &id)?;
            Ok(view(&row, &ends, &settings, now))
        })
        .await
    }
}

/// The passage of an id with its universes, if the actor may do `action` to it. One that is not there and one that is
/// hidden give the same error.
pub(super) fn find_for(
    tx: &mut dyn Transaction,
    actor: &Actor,
    action: Action,
    id: &PassageId,
) -> Result<(PassageRow, Ends), StoreError> {
    let not_found = || StoreError::NotFound { what: "passage", id: id.to_string() };
    let row = passages::find(tx, id)?.ok_or_else(not_found)?;
    let ends = Ends::find(tx, actor, &row.facts.source_universe_id, &row.facts.target_universe_id)?;
    ends.permit(action, "passage", id.as_str())?;
    Ok((row, ends))
}

/// A passage as it is shown at `now`.
pub(super) fn view(row: &PassageRow, ends: &Ends, settings: &StoreSettings, now: Millis) -> Passage {
    row.facts.view(&settings.passage_lifetimes, now, ends.lack_one())
}

/// Tells of a passage as it is after a change; answers it.
fn tell(
    change: &mut Change<'_>,
    kind: EventType,
    row: &PassageRow,
    ends: &Ends,
    settings: &StoreSettings,
) -> Result<Passage, StoreError> {
    let passage = view(row, ends, settings, change.now);
    let (source, target) = (&row.facts.source_universe_id, &row.facts.target_universe_id);
    change.emit_between(kind, source, target, &PassageNews { passage: passage.clone() })?;
    Ok(passage)
}
