//! Making passages.

use multiverse_model::wire::CreatePassage;
use multiverse_model::{
    Action, Actor, EventType, Passage, PassageFacts, PassageId, PlayerId, Sides, consent_at_creation,
};

use super::{Ends, tell};
use crate::StoreError;
use crate::catalog::tables::passages::{self, PassageRow};
use crate::catalog::tables::totals::{self, Totals};
use crate::catalog::tables::universes::UniverseRow;
use crate::error::Rule;
use crate::service::authorize::universe_for;
use crate::service::players::{ensure, owner_for};
use crate::service::run::Change;
use crate::service::{Caller, Store, StoreSettings};

impl Store {
    /// Makes a passage from a universe that the caller may edit to one that they may read. Its maker thereby shows the
    /// source's id to the owner and the editors of the target, also if the source is private.
    ///
    /// # Errors
    /// [`Rule::PassageToItself`], [`Rule::ClosedToVisitors`], [`StoreError::Quota`], [`StoreError::Forbidden`] also if
    /// another is to have made it, and those of [`check`](Store::check) for both universes.
    pub async fn create_passage(
        &self,
        caller: &Caller,
        request: CreatePassage,
    ) -> Result<Passage, StoreError> {
        if request.source_universe_id == request.target_universe_id {
            return Err(Rule::PassageToItself.into());
        }
        let id = PassageId::generate(self.now_ms(), self.random()?);
        let (actor, settings) = (caller.actor.clone(), self.inner.settings.clone());
        self.write(caller, move |change| {
            let source = universe_for(change.tx, &actor, Action::UsePassages, &request.source_universe_id)?;
            let target = universe_for(change.tx, &actor, Action::ReadUniverse, &request.target_universe_id)?;
            let maker = maker(&actor, request.created_by.as_ref(), &source)?;
            let row = PassageRow {
                facts: facts(change, &id, &request, &source, &target, maker)?,
                told_unstable: false,
            };
            check_quotas(change, &row.facts, &settings)?;
            add(change, &row)?;
            let ends = Ends::find(change.tx, &actor, &source.universe.id, &target.universe.id)?;
            tell(change, EventType::PassageCreated, &row, &ends, &settings)
        })
        .await
    }
}

/// Who makes it. An open server trusts whoever connects, and takes them for the source's owner if nobody is named.
fn maker(actor: &Actor, asked: Option<&PlayerId>, source: &UniverseRow) -> Result<PlayerId, StoreError> {
    match owner_for(actor, asked) {
        Err(StoreError::OwnerUnknown) => Ok(source.universe.owner_id.clone()),
        maker => maker,
    }
}

fn facts(
    change: &Change<'_>,
    id: &PassageId,
    request: &CreatePassage,
    source: &UniverseRow,
    target: &UniverseRow,
    maker: PlayerId,
) -> Result<PassageFacts, StoreError> {
    let (source, target) = (&source.universe, &target.universe);
    let consent =
        consent_at_creation(request.kind, &source.owner_id, &target.owner_id, target.visitor_policy, &maker)
            .map_err(|_| Rule::ClosedToVisitors)?;
    Ok(PassageFacts {
        id: id.clone(),
        source_universe_id: source.id.clone(),
        target_universe_id: target.id.clone(),
        kind: request.kind,
        created_at: change.now,
        created_by: maker,
        last_maintenance: change.now,
        uses: 0,
        in_transit: 0,
        consent,
        sealed_by: Sides::default(),
        has_collapsed: false,
        deleted_at: None,
        source_position: request.source_position,
        target_position: request.target_position,
    })
}

/// Those into a universe are not counted: else a stranger's could keep its owner from making more.
fn check_quotas(
    change: &mut Change<'_>,
    facts: &PassageFacts,
    settings: &StoreSettings,
) -> Result<(), StoreError> {
    let maker = ensure(change, &facts.created_by)?;
    let quota = |what, limit| StoreError::Quota { player: maker.id.to_string(), what, limit };
    if maker.passage_count >= settings.max_passages_per_player {
        return Err(quota("passages", settings.max_passages_per_player));
    }
    let limit = settings.max_passages_per_universe;
    if passages::count_from(change.tx, &facts.source_universe_id, limit)? >= limit {
        return Err(quota("passages from one universe", limit));
    }
    Ok(())
}

/// Adds a passage and counts it, unless it is a deleted one. Its maker is registered if need be.
pub(in crate::service) fn add(change: &mut Change<'_>, row: &PassageRow) -> Result<(), StoreError> {
    ensure(change, &row.facts.created_by)?;
    if !passages::insert(change.tx, row)? {
        return Err(StoreError::Taken { what: "passage", id: row.facts.id.to_string() });
    }
    if row.facts.deleted_at.is_none() {
        count(change, &row.facts.created_by, 1)?;
    }
    Ok(())
}

/// Counts passages that came (`1`) or went (`-1`) for their maker and in total.
pub(super) fn count(change: &mut Change<'_>, maker: &PlayerId, difference: i64) -> Result<(), StoreError> {
    passages::count_of(change.tx, maker, difference)?;
    Ok(totals::add(change.tx, Totals { passages: difference, ..Totals::default() })?)
}
