//! `universes` in lists.
//!
//! What a caller may see is a union of parts (public ones, their own, those shared with them), each of which an
//! index yields in the list's order. A page reads at most its own length of each part, from where the last page
//! ended, and merges them: its cost does not depend on how many universes there are.

use multiverse_model::{PlayerId, UniverseId};

use super::collect;
use super::universes::{COLUMNS, UniverseRow, read};
use crate::catalog::{CatalogError, Transaction, Value};

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Newest save first.
    #[default]
    LastSnapshotAt,
    /// Newest first.
    CreatedAt,
    /// Oldest first.
    Eldest,
    /// By name, in the order of its characters' code points.
    Name,
}

impl SortBy {
    fn column(self) -> &'static str {
        match self {
            Self::LastSnapshotAt => "last_snapshot_at",
            Self::CreatedAt | Self::Eldest => "created_at",
            Self::Name => "name",
        }
    }

    fn is_ascending(self) -> bool {
        matches!(self, Self::Name | Self::Eldest)
    }

    /// Where a universe stands in a list of this order.
    pub(crate) fn key(self, row: &UniverseRow) -> SortKey {
        let universe = &row.universe;
        let value = match self {
            Self::LastSnapshotAt => Value::from(universe.last_snapshot_at),
            Self::CreatedAt | Self::Eldest => Value::from(universe.created_at),
            Self::Name => Value::from(universe.name.as_str()),
        };
        SortKey { value, id: universe.id.clone() }
    }

    /// How `a` stands to `b` in a list of this order, as the database sorts them: texts by their bytes.
    pub(crate) fn order(self, a: &SortKey, b: &SortKey) -> std::cmp::Ordering {
        let order = match (&a.value, &b.value) {
            (Value::Int(a), Value::Int(b)) => a.cmp(b),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            _ => std::cmp::Ordering::Equal,
        };
        let order = order.then_with(|| a.id.cmp(&b.id));
        if self.is_ascending() { order } else { order.reverse() }
    }
}

/// A place in a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SortKey {
    pub value: Value,
    pub id: UniverseId,
}

/// Which universes a list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// All.
    Everything,
    /// Those of one owner.
    OwnedBy(PlayerId),
    /// The direct forks of one universe.
    ForksOf(UniverseId),
    /// Those that descend from one root, itself included.
    Family(UniverseId),
}

/// One part of what the caller may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Public ones.
    Public,
    /// Private ones, whoever owns them.
    Private,
    /// Private ones of this player.
    PrivateOf(PlayerId),
    /// Private ones of others that are shared with this player.
    SharedWith(PlayerId),
    /// Deleted ones, for their owner.
    DeletedOf(PlayerId),
}

/// Reads up to `limit` universes of one part, in order, after `after`.
pub(crate) fn page(
    tx: &mut dyn Transaction,
    scope: &Scope,
    part: &Part,
    sort: SortBy,
    after: Option<&SortKey>,
    limit: usize,
) -> Result<Vec<UniverseRow>, CatalogError> {
    let mut values = Vec::new();
    let mut conditions = Vec::new();
    let mut from = "universes u".to_owned();
    let mut bind = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    match scope {
        Scope::Everything => {}
        Scope::OwnedBy(owner) => conditions.push(format!("u.owner_id = {}", bind(owner.into()))),
        Scope::ForksOf(source) => conditions.push(format!("u.fork_of_id = {}", bind(source.into()))),
        Scope::Family(root) => conditions.push(format!("u.root_id = {}", bind(root.into()))),
    }
    match part {
        Part::Public => conditions.push("u.is_public = 1 AND u.deleted_at IS NULL".to_owned()),
        Part::Private => conditions.push("u.is_public = 0 AND u.deleted_at IS NULL".to_owned()),
        Part::PrivateOf(owner) => {
            let owner = bind(owner.into());
            conditions.push(format!("u.is_public = 0 AND u.deleted_at IS NULL AND u.owner_id = {owner}"));
        }
        Part::SharedWith(player) => {
            from.push_str(" JOIN access a ON a.universe_id = u.id");
            let player = bind(player.into());
            conditions.push(format!(
                "a.player_id = {player} AND u.owner_id <> {player} AND u.is_public = 0 AND u.deleted_at IS NULL"
            ));
        }
        Part::DeletedOf(owner) => {
            conditions.push(format!("u.deleted_at IS NOT NULL AND u.owner_id = {}", bind(owner.into())));
        }
    }
    let column = sort.column();
    let (comparison, direction) = if sort.is_ascending() { (">", "ASC") } else { ("<", "DESC") };
    if let Some(after) = after {
        let (value, id) = (bind(after.value.clone()), bind((&after.id).into()));
        conditions.push(format!("(u.{column}, u.id) {comparison} ({value}, {id})"));
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM {from} WHERE {} ORDER BY u.{column} {direction}, u.id {direction} LIMIT {}",
        conditions.join(" AND "),
        bind(limit.into()),
    );
    collect(tx.query(&sql, &values)?, read)
}
