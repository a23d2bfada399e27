//! Lists of universes.

use multiverse_model::{Action, Actor, Limit, Millis, PlayerId, Universe, UniverseId, UniverseName};

use super::authorize::universe_for;
use super::view::Viewer;
use super::{Caller, Store, cursor};
use crate::StoreError;
use crate::catalog::tables::universe_lists::{self, Part, Scope, SortBy, SortKey};
use crate::catalog::tables::universes::UniverseRow;
use crate::catalog::{Transaction, Value};

/// The most universes that one page of a search looks at. A search for what is rare answers short pages with a
/// cursor rather than make one request pay for a walk through everything.
const MAX_SEARCHED: usize = 20_000;

/// Rows that a search reads at once.
const SEARCH_CHUNK: usize = 256;

/// What a list of universes is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Only public ones.
    pub public_only: bool,
    /// Only those of this owner.
    pub owner: Option<PlayerId>,
    /// Only direct forks of this universe.
    pub fork_of: Option<UniverseId>,
    /// Only those with this text in name or description, in any case of letters.
    pub text: Option<String>,
    /// The caller's own deleted ones, and no others.
    pub deleted: bool,
    /// The order.
    pub sort: SortBy,
    /// How many.
    pub limit: Limit,
    /// Where to go on.
    pub cursor: Option<String>,
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page starts; none at the end.
    pub next: Option<String>,
}

impl Store {
    /// Universes that the caller may see.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`]; with `fork_of`, those of [`check`](Store::check) for reading it.
    pub async fn list(&self, caller: &Caller, query: ListQuery) -> Result<Page<Universe>, StoreError> {
        let actor = caller.actor.clone();
        self.read(move |tx| {
            if let Some(source) = &query.fork_of {
                universe_for(tx, &actor, Action::ReadUniverse, source)?;
            }
            let scope = match (&query.fork_of, &query.owner) {
                (Some(source), _) => Scope::ForksOf(source.clone()),
                (None, Some(owner)) => Scope::OwnedBy(owner.clone()),
                (None, None) => Scope::Everything,
            };
            let parts = parts(&actor, &query);
            let wanted = Wanted::new(&query);
            let page = walk(tx, &scope, &parts, &wanted, query.limit.get(), query.cursor.as_deref())?;
            let mut viewer = Viewer::default();
            let mut items = Vec::with_capacity(page.items.len());
            for row in page.items {
                items.push(viewer.view(tx, &actor, row)?);
            }
            Ok(Page { items, next: page.next })
        })
        .await
    }
}

/// What the actor may see, as parts that an index yields in order.
pub(super) fn parts(actor: &Actor, query: &ListQuery) -> Vec<Part> {
    match actor {
        _ if query.deleted => match (actor, &query.owner) {
            (Actor::Trusted(_), Some(owner)) => vec![Part::DeletedOf(owner.clone())],
            _ => actor.player().map(|player| Part::DeletedOf(player.clone())).into_iter().collect(),
        },
        _ if query.public_only => vec![Part::Public],
        Actor::Anonymous => vec![Part::Public],
        Actor::Trusted(_) => vec![Part::Public, Part::Private],
        Actor::Player(player) => {
            vec![Part::Public, Part::PrivateOf(player.clone()), Part::SharedWith(player.clone())]
        }
    }
}

/// What a row must be to be in the list, beyond what the indexes know.
pub(super) struct Wanted {
    sort: SortBy,
    text: Option<String>,
    owner: Option<PlayerId>,
}

impl Wanted {
    fn new(query: &ListQuery) -> Self {
        let text = query.text.as_deref().map(str::to_lowercase).filter(|text| !text.is_empty());
        Self { sort: query.sort, text, owner: query.owner.clone() }
    }

    pub(super) fn everything(sort: SortBy) -> Self {
        Self { sort, text: None, owner: None }
    }

    /// How many rows to read at once: a search passes over most of them, and one by one that is a query each.
    fn fewest_rows(&self) -> usize {
        if self.text.is_some() { SEARCH_CHUNK } else { 1 }
    }

    fn matches(&self, row: &UniverseRow) -> bool {
        let universe = &row.universe;
        let owned = self.owner.as_ref().is_none_or(|owner| *owner == universe.owner_id);
        owned
            && self.text.as_ref().is_none_or(|text| {
                let described = universe.description.as_ref().map(|text| text.as_str().to_lowercase());
                universe.name.as_str().to_lowercase().contains(text)
                    || described.is_some_and(|described| described.contains(text))
            })
    }
}

/// Reads rows of all parts in order until `limit` match, the parts end, or enough were looked at.
pub(super) fn walk(
    tx: &mut dyn Transaction,
    scope: &Scope,
    parts: &[Part],
    wanted: &Wanted,
    limit: usize,
    from: Option<&str>,
) -> Result<Page<UniverseRow>, StoreError> {
    let mut after = from.map(|cursor| read_cursor(cursor, wanted.sort)).transpose()?;
    let mut items = Vec::new();
    let mut searched = 0;
    loop {
        // One more than is still wanted tells whether there is a next page.
        let chunk = (limit - items.len() + 1).max(wanted.fewest_rows());
        let rows = merge(tx, scope, parts, wanted.sort, after.as_ref(), chunk)?;
        let is_last = rows.len() < chunk;
        searched += rows.len();
        for row in rows {
            if items.len() == limit {
                // Something is left to read after the page's last item.
                return Ok(Page { items, next: after.as_ref().map(write_cursor).transpose()? });
            }
            after = Some(wanted.sort.key(&row));
            if wanted.matches(&row) {
                items.push(row);
            }
        }
        if is_last {
            return Ok(Page { items, next: None });
        }
        if searched >= MAX_SEARCHED {
            return Ok(Page { items, next: after.as_ref().map(write_cursor).transpose()? });
        }
    }
}

/// The first `limit` rows after a place, over all parts.
fn merge(
    tx: &mut dyn Transaction,
    scope: &Scope,
    parts: &[Part],
    sort: SortBy,
    after: Option<&SortKey>,
    limit: usize,
) -> Result<Vec<UniverseRow>, StoreError> {
    let mut rows = Vec::new();
    for part in parts {
        rows.extend(universe_lists::page(tx, scope, part, sort, after, limit)?);
    }
    rows.sort_by(|a, b| sort.order(&sort.key(a), &sort.key(b)));
    rows.truncate(limit);
    Ok(rows)
}

fn write_cursor(key: &SortKey) -> Result<String, StoreError> {
    match &key.value {
        Value::Int(value) => cursor::encode(&(value, &key.id)),
        Value::Text(text) => cursor::encode(&(text, &key.id)),
        _ => Err(StoreError::BadCursor),
    }
}

fn read_cursor(text: &str, sort: SortBy) -> Result<SortKey, StoreError> {
    // A value of another list's kind, or one that no name can be, would be an error of the database's.
    if sort == SortBy::Name {
        let (name, id): (UniverseName, UniverseId) = cursor::decode(text)?;
        return Ok(SortKey { value: name.as_str().into(), id });
    }
    let (time, id): (Millis, UniverseId) = cursor::decode(text)?;
    Ok(SortKey { value: time.into(), id })
}
