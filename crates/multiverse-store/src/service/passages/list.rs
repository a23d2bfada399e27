//! Lists of passages.

use multiverse_model::{Action, Actor, Limit, Passage, PassageState, UniverseId};

use super::{Ends, Viewpoint, view};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::passages::{self, Listed, PassageRow};
use crate::service::authorize::universe_for;
use crate::service::list::Page;
use crate::service::{Caller, Store, cursor};

/// The list, in its cursors.
const LIST: &str = "passages";

/// The most passages that one page looks at. Who may see few of many gets short pages with a cursor rather than make
/// one request pay for a walk through everything.
const MAX_LOOKED_AT: usize = 5_000;

/// Rows that are read at once.
const CHUNK: usize = 256;

/// What a list of passages is asked for.
#[derive(Debug, Clone, Default)]
pub struct PassageQuery {
    /// Only those from or to this universe.
    pub universe: Option<UniverseId>,
    /// Only those in this state.
    pub state: Option<PassageState>,
    /// How many.
    pub limit: Limit,
    /// Where to go on.
    pub cursor: Option<String>,
}

impl Store {
    /// Passages that the caller may see, newest first. A page may be shorter than its limit although more follow.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`]; with a universe, those of [`check`](Store::check) for reading it.
    pub async fn passages(&self, caller: &Caller, query: PassageQuery) -> Result<Page<Passage>, StoreError> {
        let (actor, settings) = (caller.actor.clone(), self.inner.settings.clone());
        let now = self.inner.environment.now();
        self.read(move |tx| {
            if let Some(universe) = &query.universe {
                universe_for(tx, &actor, Action::ReadUniverse, universe)?;
            }
            let show = |row: &PassageRow, ends: &Ends| {
                let passage = view(row, ends, &settings, now);
                query.state.is_none_or(|state| state == passage.state).then_some(passage)
            };
            walk(tx, &actor, &query, show)
        })
        .await
    }
}

/// Reads rows until there is a page of those that the actor may see and `show` shows, or enough were looked at.
fn walk(
    tx: &mut dyn Transaction,
    actor: &Actor,
    query: &PassageQuery,
    show: impl Fn(&PassageRow, &Ends) -> Option<Passage>,
) -> Result<Page<Passage>, StoreError> {
    let mut after: Option<Listed> =
        query.cursor.as_deref().map(|text| cursor::decode_of(LIST, text)).transpose()?;
    // Where a full page's next one starts: behind what was shown last, so that it tells of nothing else.
    let mut shown = after.clone();
    let (mut items, mut looked_at, mut viewpoint) = (Vec::new(), 0, Viewpoint::of(actor));
    while looked_at < MAX_LOOKED_AT {
        let rows = passages::page(tx, query.universe.as_ref(), after.as_ref(), CHUNK)?;
        let is_last = rows.len() < CHUNK;
        looked_at += rows.len();
        for row in rows {
            let ends = viewpoint.ends(tx, &row.facts.source_universe_id, &row.facts.target_universe_id)?;
            let may_see = ends.permits(Action::ReadPassage);
            after = Some(Listed::of(&row));
            if let Some(passage) = show(&row, &ends).filter(|_| may_see) {
                if items.len() == query.limit.get() {
                    // Something is left to show after the page's last item.
                    return Ok(Page {
                        items,
                        next: shown.as_ref().map(|place| cursor::encode_of(LIST, place)).transpose()?,
                    });
                }
                items.push(passage);
                shown.clone_from(&after);
            }
        }
        if is_last {
            return Ok(Page { items, next: None });
        }
    }
    Ok(Page { items, next: after.as_ref().map(|place| cursor::encode_of(LIST, place)).transpose()? })
}
