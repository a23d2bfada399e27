//! `passages`

use multiverse_model::{Millis, PassageFacts, PassageId, PassageType, PlayerId, Position, Sides, UniverseId};

use super::{collect, first};
use crate::catalog::{CatalogError, Columns, Transaction, Value};

/// A passage, and what the store alone knows of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PassageRow {
    pub facts: PassageFacts,
    /// Whether it was told, since the last maintenance, that it is unstable.
    pub told_unstable: bool,
}

impl PassageRow {
    fn announced(&self) -> i64 {
        match (self.facts.has_collapsed, self.told_unstable) {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => 0,
        }
    }
}

const COLUMNS: &str = "id, source_universe_id, target_universe_id, kind, created_at, created_by, \
     last_maintenance, uses, in_transit, source_consent, target_consent, sealed_by_source, sealed_by_target, \
     announced, deleted_at, source_position, target_position";

fn read(row: &mut Columns) -> Result<PassageRow, CatalogError> {
    let (id, source_universe_id, target_universe_id) = (row.parsed()?, row.parsed()?, row.parsed()?);
    let (kind, created_at, created_by) = (row.word()?, row.time()?, row.parsed()?);
    let (last_maintenance, uses, in_transit) = (row.time()?, row.count()?, row.count()?);
    let consent = match (row.optional_int()?, row.optional_int()?) {
        (Some(source), Some(target)) => Some(Sides { source: source != 0, target: target != 0 }),
        _ => None,
    };
    let sealed_by = Sides { source: row.flag()?, target: row.flag()? };
    let announced = row.int()?;
    let facts = PassageFacts {
        id,
        source_universe_id,
        target_universe_id,
        kind,
        created_at,
        created_by,
        last_maintenance,
        uses,
        in_transit,
        consent,
        sealed_by,
        has_collapsed: announced == 2,
        deleted_at: row.optional_int()?.map(Millis),
        source_position: row.json()?,
        target_position: row.json()?,
    };
    Ok(PassageRow { facts, told_unstable: announced > 0 })
}

/// The passage of an id, also if it is deleted.
pub(crate) fn find(tx: &mut dyn Transaction, id: &PassageId) -> Result<Option<PassageRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM passages WHERE id = $1");
    first(tx.query(&sql, &[id.into()])?, read)
}

/// Adds a passage; false if its id is taken.
pub(crate) fn insert(tx: &mut dyn Transaction, row: &PassageRow) -> Result<bool, CatalogError> {
    let facts = &row.facts;
    let sql = format!(
        "INSERT INTO passages ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         $15, $16, $17) ON CONFLICT (id) DO NOTHING"
    );
    let values: [Value; 17] = [
        (&facts.id).into(),
        (&facts.source_universe_id).into(),
        (&facts.target_universe_id).into(),
        facts.kind.as_str().into(),
        facts.created_at.into(),
        (&facts.created_by).into(),
        facts.last_maintenance.into(),
        facts.uses.into(),
        facts.in_transit.into(),
        facts.consent.map(|sides| sides.source).into(),
        facts.consent.map(|sides| sides.target).into(),
        facts.sealed_by.source.into(),
        facts.sealed_by.target.into(),
        row.announced().into(),
        facts.deleted_at.into(),
        position(facts.source_position),
        position(facts.target_position),
    ];
    Ok(tx.execute(&sql, &values)? == 1)
}

fn position(position: Option<Position>) -> Value {
    position.and_then(|position| serde_json::to_string(&position).ok()).into()
}

/// Writes what can change of a passage.
pub(crate) fn update(tx: &mut dyn Transaction, row: &PassageRow) -> Result<(), CatalogError> {
    let facts = &row.facts;
    let sql = "UPDATE passages SET last_maintenance = $2, uses = $3, in_transit = $4, source_consent = $5, \
               target_consent = $6, sealed_by_source = $7, sealed_by_target = $8, announced = $9, deleted_at = $10 \
               WHERE id = $1";
    let values = [
        (&facts.id).into(),
        facts.last_maintenance.into(),
        facts.uses.into(),
        facts.in_transit.into(),
        facts.consent.map(|sides| sides.source).into(),
        facts.consent.map(|sides| sides.target).into(),
        facts.sealed_by.source.into(),
        facts.sealed_by.target.into(),
        row.announced().into(),
        facts.deleted_at.into(),
    ];
    tx.execute(sql, &values).map(drop)
}

/// Counts one entity more in transit.
pub(crate) fn count_in(tx: &mut dyn Transaction, id: &PassageId) -> Result<(), CatalogError> {
    tx.execute("UPDATE passages SET in_transit = in_transit + 1 WHERE id = $1", &[id.into()]).map(drop)
}

/// Counts one entity less in transit.
pub(crate) fn count_out(tx: &mut dyn Transaction, id: &PassageId) -> Result<(), CatalogError> {
    tx.execute("UPDATE passages SET in_transit = in_transit - 1 WHERE id = $1", &[id.into()]).map(drop)
}

/// How many passages from a universe are not deleted, counted up to `limit`.
pub(crate) fn count_from(
    tx: &mut dyn Transaction,
    source: &UniverseId,
    limit: u64,
) -> Result<u64, CatalogError> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM passages WHERE source_universe_id = $1 \
               AND deleted_at IS NULL LIMIT $2) AS counted";
    Ok(first(tx.query(sql, &[source.into(), limit.into()])?, |row| row.count())?.unwrap_or(0))
}

/// Adds to the passages that are counted of a player's.
pub(crate) fn count_of(
    tx: &mut dyn Transaction,
    player: &PlayerId,
    difference: i64,
) -> Result<(), CatalogError> {
    let sql = "UPDATE players SET passage_count = passage_count + $2 WHERE id = $1";
    tx.execute(sql, &[player.into(), difference.into()]).map(drop)
}

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Listed {
    pub created_at: Millis,
    pub id: PassageId,
}

impl Listed {
    pub(crate) fn of(row: &PassageRow) -> Self {
        Self { created_at: row.facts.created_at, id: row.facts.id.clone() }
    }
}

/// Passages, of all universes or those from and to one, newest first, after `after`.
pub(crate) fn page(
    tx: &mut dyn Transaction,
    universe: Option<&UniverseId>,
    after: Option<&Listed>,
    limit: usize,
) -> Result<Vec<PassageRow>, CatalogError> {
    let Some(universe) = universe else { return part(tx, None, after, limit) };
    let mut rows = Vec::new();
    // Two queries: over an OR, no database would read two indexes in the order of the list.
    for end in ["source_universe_id", "target_universe_id"] {
        rows.extend(part(tx, Some((end, universe)), after, limit)?);
    }
    rows.sort_by(|a, b| {
        let key = |row: &PassageRow| (row.facts.created_at, row.facts.id.clone());
        key(b).cmp(&key(a))
    });
    rows.truncate(limit);
    Ok(rows)
}

fn part(
    tx: &mut dyn Transaction,
    of: Option<(&str, &UniverseId)>,
    after: Option<&Listed>,
    limit: usize,
) -> Result<Vec<PassageRow>, CatalogError> {
    let (created_at, id) = match after {
        Some(after) => (after.created_at.0.into(), after.id.as_str().into()),
        None => (Value::Int(i64::MAX), Value::from("")),
    };
    let condition = of.map_or(String::new(), |(end, _)| format!("{end} = $4 AND "));
    let sql = format!(
        "SELECT {COLUMNS} FROM passages WHERE {condition}(created_at, id) < ($1, $2) \
         ORDER BY created_at DESC, id DESC LIMIT $3"
    );
    let mut values = vec![created_at, id, limit.into()];
    values.extend(of.map(|(_, universe)| universe.into()));
    collect(tx.query(&sql, &values)?, read)
}

/// Passages of a type that are open, were maintained at or before `before`, and of which so much was told: 0 nothing, 1
/// that they are unstable.
pub(crate) fn to_announce(
    tx: &mut dyn Transaction,
    kind: PassageType,
    announced: i64,
    before: Millis,
    limit: usize,
) -> Result<Vec<PassageRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM passages WHERE kind = $1 AND announced = $2 AND last_maintenance <= $3 \
         AND deleted_at IS NULL AND COALESCE(source_consent, 1) = 1 AND COALESCE(target_consent, 1) = 1 \
         ORDER BY last_maintenance LIMIT $4"
    );
    let values = [kind.as_str().into(), announced.into(), before.into(), limit.into()];
    collect(tx.query(&sql, &values)?, read)
}

/// Passages in the order of their ids, after `after`, deleted ones included.
pub(crate) fn in_order(
    tx: &mut dyn Transaction,
    after: &str,
    limit: usize,
) -> Result<Vec<PassageRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM passages WHERE id > $1 ORDER BY id LIMIT $2");
    collect(tx.query(&sql, &[after.into(), limit.into()])?, read)
}
