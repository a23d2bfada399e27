//! `snapshots`: the entries of timelines.

use multiverse_model::{
    Checksum, DecayPolicy, Label, SnapshotEntry, SnapshotId, SnapshotType, Tick, UniverseId, disambiguate,
    title_of,
};

use super::{collect, first};
use crate::catalog::{CatalogError, Columns, Transaction, Value};

/// An entry, and its place in the order in which its universe got them.
#[derive(Debug, Clone)]
pub(crate) struct EntryRow {
    pub entry: SnapshotEntry,
    pub ordinal: u64,
}

/// A place in a timeline: entries are ordered by tick, then by when the universe got them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub tick: Tick,
    pub ordinal: u64,
}

const COLUMNS: &str = "universe_id, tick, ordinal, id, day, saved_at, kind, canon_event, label, file_size, \
     stored_size, checksum, parent, content_type, export_name, export_copy, decay_after, preservation_reason, \
     has_content";

fn read(row: &mut Columns) -> Result<EntryRow, CatalogError> {
    let (universe_id, tick, ordinal) = (row.parsed()?, row.number()?, row.count()?);
    let (id, day, timestamp, kind) = (row.parsed()?, row.number()?, row.time()?, row.word()?);
    let canon_event = row.json()?;
    let label: Option<Label> = row.optional_parsed()?;
    let (file_size, stored_size) = (row.count()?, row.count()?);
    let (checksum, parent, content_type) = (row.checksum()?, row.optional_checksum()?, row.text()?);
    let filename = disambiguate(&row.text()?, row.count()?);
    let decay_policy = read_policy(row)?;
    let has_snapshot = row.flag()?;
    let title = title_of(tick, canon_event.as_ref(), label.as_ref());
    let entry = SnapshotEntry {
        id,
        universe_id,
        tick,
        day,
        timestamp,
        kind,
        canon_event,
        label,
        file_size,
        stored_size,
        checksum,
        filename,
        content_type,
        decay_policy,
        parent,
        title,
        can_fork: has_snapshot,
        has_snapshot,
    };
    Ok(EntryRow { entry, ordinal })
}

fn read_policy(row: &mut Columns) -> Result<DecayPolicy, CatalogError> {
    let decay_after_ticks = row.optional_number()?;
    let never_decay = decay_after_ticks.is_none().then_some(true);
    Ok(DecayPolicy { decay_after_ticks, never_decay, preservation_reason: row.optional_parsed()? })
}

/// Adds an entry whose `filename` is `export_name` before it is made unique; answers it with the name it got.
pub(crate) fn insert(
    tx: &mut dyn Transaction,
    mut row: EntryRow,
    export_name: &str,
) -> Result<EntryRow, CatalogError> {
    let sql =
        "SELECT COALESCE(MAX(export_copy), 0) + 1 FROM snapshots WHERE universe_id = $1 AND export_name = $2";
    let named = tx.query(sql, &[(&row.entry.universe_id).into(), export_name.into()])?;
    let copy = first(named, |row| row.count())?.unwrap_or(1);
    row.entry.filename = disambiguate(export_name, copy);
    insert_named(tx, &row, export_name, copy)?;
    Ok(row)
}

/// Adds an entry under a name that is known to be free.
pub(crate) fn insert_named(
    tx: &mut dyn Transaction,
    row: &EntryRow,
    export_name: &str,
    copy: u64,
) -> Result<(), CatalogError> {
    let entry = &row.entry;
    let event = entry.canon_event.as_ref().and_then(|event| serde_json::to_string(event).ok());
    let policy = &entry.decay_policy;
    let decay_after = if policy.never_decay == Some(true) { None } else { policy.decay_after_ticks };
    let sql = "INSERT INTO snapshots (universe_id, tick, ordinal, id, day, saved_at, kind, canon_event, label, \
               file_size, stored_size, checksum, parent, content_type, export_name, export_copy, decay_after, \
               preservation_reason, has_content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
               $14, $15, $16, $17, $18, $19)";
    let values: [Value; 19] = [
        (&entry.universe_id).into(),
        entry.tick.into(),
        row.ordinal.into(),
        (&entry.id).into(),
        entry.day.into(),
        entry.timestamp.into(),
        entry.kind.as_str().into(),
        event.into(),
        entry.label.as_ref().map(Label::as_str).into(),
        entry.file_size.into(),
        entry.stored_size.into(),
        (&entry.checksum).into(),
        entry.parent.as_ref().into(),
        entry.content_type.as_str().into(),
        export_name.into(),
        copy.into(),
        decay_after.into(),
        policy.preservation_reason.as_ref().map(Label::as_str).into(),
        entry.has_snapshot.into(),
    ];
    tx.execute(sql, &values).map(drop)
}

/// The entry that a repeated save stands for: same tick, type and checksum, with its content still there.
pub(crate) fn find_same(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    tick: Tick,
    kind: SnapshotType,
    checksum: &Checksum,
) -> Result<Option<EntryRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM snapshots WHERE universe_id = $1 AND tick = $2 AND kind = $3 AND checksum = $4 \
         AND has_content = 1 ORDER BY ordinal DESC LIMIT 1"
    );
    first(tx.query(&sql, &[universe.into(), tick.into(), kind.as_str().into(), checksum.into()])?, read)
}

/// Entries that a lineage shows of one universe: all, or those up to a fork point as it was then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span<'a> {
    pub universe: &'a UniverseId,
    /// The fork point, exclusive. Entries that the universe got after it are no part of the fork's history, even
    /// if their tick is lower.
    pub before: Option<Position>,
}

impl Span<'_> {
    /// What `before` stands for in statements: nothing is at or after the end of time.
    fn end(&self) -> Position {
        self.before.unwrap_or(Position { tick: Tick::MAX, ordinal: i64::MAX.unsigned_abs() })
    }
}

const IN_SPAN: &str = "universe_id = $1 AND (tick, ordinal) < ($2, $3) AND ordinal < $3";

/// The newest entry at `tick`.
pub(crate) fn at(
    tx: &mut dyn Transaction,
    span: Span<'_>,
    tick: Tick,
) -> Result<Option<EntryRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM snapshots WHERE {IN_SPAN} AND tick = $4 ORDER BY ordinal DESC LIMIT 1"
    );
    let end = span.end();
    first(tx.query(&sql, &[span.universe.into(), end.tick.into(), end.ordinal.into(), tick.into()])?, read)
}

/// The last entry at or before `tick`.
pub(crate) fn at_or_before(
    tx: &mut dyn Transaction,
    span: Span<'_>,
    tick: Tick,
) -> Result<Option<EntryRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM snapshots WHERE {IN_SPAN} AND tick <= $4 ORDER BY tick DESC, ordinal DESC LIMIT 1"
    );
    let end = span.end();
    first(tx.query(&sql, &[span.universe.into(), end.tick.into(), end.ordinal.into(), tick.into()])?, read)
}

/// The first entry after `tick`.
pub(crate) fn after(
    tx: &mut dyn Transaction,
    span: Span<'_>,
    tick: Tick,
) -> Result<Option<EntryRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM snapshots WHERE {IN_SPAN} AND tick > $4 ORDER BY tick, ordinal LIMIT 1"
    );
    let end = span.end();
    first(tx.query(&sql, &[span.universe.into(), end.tick.into(), end.ordinal.into(), tick.into()])?, read)
}

/// The entry with `checksum` that a save at `tick` extends: the newest at or before it whose content is there, or
/// else the newest of all.
pub(crate) fn with_checksum(
    tx: &mut dyn Transaction,
    span: Span<'_>,
    checksum: &Checksum,
    tick: Tick,
) -> Result<Option<EntryRow>, CatalogError> {
    // The span without the index that orders it (`+` hides a column from its index): the one by content finds the few
    // entries with it, whatever the length of the history.
    let sql = format!(
        "SELECT {COLUMNS} FROM snapshots WHERE checksum = $4 AND universe_id = $1 AND has_content = 1 \
         AND (+tick, ordinal) < ($2, $3) AND ordinal < $3 \
         ORDER BY CASE WHEN tick <= $5 THEN 0 ELSE 1 END, tick DESC, ordinal DESC LIMIT 1"
    );
    let end = span.end();
    let values = [span.universe.into(), end.tick.into(), end.ordinal.into(), checksum.into(), tick.into()];
    first(tx.query(&sql, &values)?, read)
}

/// What part of a timeline is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter {
    pub kind: Option<SnapshotType>,
    pub from: Option<Tick>,
    pub to: Option<Tick>,
    /// Newest first.
    pub descending: bool,
}

/// Entries of a span in order, after `after` (exclusive) in that order.
pub(crate) fn page(
    tx: &mut dyn Transaction,
    span: Span<'_>,
    filter: &Filter,
    after: Option<Position>,
    limit: usize,
) -> Result<Vec<EntryRow>, CatalogError> {
    let (comparison, direction) = if filter.descending { ("<", "DESC") } else { (">", "ASC") };
    // The text is the same for every value, so that statements are prepared once.
    let kind = filter.kind.map_or(String::new(), |kind| format!("AND kind = '{}'", kind.as_str()));
    let sql = format!(
        "SELECT {COLUMNS} FROM snapshots WHERE {IN_SPAN} AND tick >= $4 AND tick <= $5 {kind} \
         AND (tick, ordinal) {comparison} ($6, $7) ORDER BY tick {direction}, ordinal {direction} LIMIT $8"
    );
    let end = span.end();
    let (after_tick, after_ordinal) = match (after, filter.descending) {
        (Some(position), _) => (Value::from(position.tick), Value::from(position.ordinal)),
        (None, false) => (Value::Int(-1), Value::Int(0)),
        (None, true) => (Value::Int(i64::MAX), Value::Int(i64::MAX)),
    };
    let values = [
        span.universe.into(),
        end.tick.into(),
        end.ordinal.into(),
        filter.from.unwrap_or(Tick::ZERO).into(),
        filter.to.unwrap_or(Tick::MAX).into(),
        after_tick,
        after_ordinal,
        limit.into(),
    ];
    collect(tx.query(&sql, &values)?, read)
}

/// Entries with content whose own policy lets them decay at `now`, oldest first, after `after`; heads and fork points
/// among them.
pub(crate) fn due(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    now: Tick,
    after: Option<Position>,
    limit: usize,
) -> Result<Vec<EntryRow>, CatalogError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM snapshots WHERE universe_id = $1 AND has_content = 1 AND decay_after IS NOT NULL \
         AND tick + decay_after <= $2 AND (tick, ordinal) > ($3, $4) ORDER BY tick, ordinal LIMIT $5"
    );
    let (tick, ordinal) = match after {
        Some(position) => (Value::from(position.tick), Value::from(position.ordinal)),
        None => (Value::Int(-1), Value::Int(0)),
    };
    collect(tx.query(&sql, &[universe.into(), now.into(), tick, ordinal, limit.into()])?, read)
}

/// How many entries of a universe have content.
pub(crate) fn count_with_content(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
) -> Result<u64, CatalogError> {
    let sql = "SELECT COUNT(*) FROM snapshots WHERE universe_id = $1 AND has_content = 1";
    Ok(first(tx.query(sql, &[universe.into()])?, |row| row.count())?.unwrap_or(0))
}

/// Takes an entry's content from it.
pub(crate) fn decay(tx: &mut dyn Transaction, position: &EntryRow) -> Result<(), CatalogError> {
    let sql = "UPDATE snapshots SET has_content = 0 WHERE universe_id = $1 AND tick = $2 AND ordinal = $3";
    let entry = &position.entry;
    tx.execute(sql, &[(&entry.universe_id).into(), entry.tick.into(), position.ordinal.into()]).map(drop)
}

/// The entry of an id, of whatever universe.
pub(crate) fn find(tx: &mut dyn Transaction, id: &SnapshotId) -> Result<Option<EntryRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM snapshots WHERE id = $1");
    first(tx.query(&sql, &[id.into()])?, read)
}

/// Whether a universe has a `copy`-th entry that is called `export_name`.
pub(crate) fn is_named(
    tx: &mut dyn Transaction,
    universe: &UniverseId,
    export_name: &str,
    copy: u64,
) -> Result<bool, CatalogError> {
    let sql = "SELECT 1 FROM snapshots WHERE universe_id = $1 AND export_name = $2 AND export_copy = $3";
    Ok(!tx.query(sql, &[universe.into(), export_name.into(), copy.into()])?.is_empty())
}
