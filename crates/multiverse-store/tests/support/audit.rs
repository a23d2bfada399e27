//! Recomputes from the rows what the store keeps as counters.

use std::collections::BTreeSet;

use super::World;

/// Statements that each answer a row for every thing that is wrong.
const WRONG: &[(&str, &str)] = &[
    (
        "a universe's counters are those of its entries",
        "SELECT id FROM universes u WHERE snapshot_count <> (SELECT COUNT(*) FROM snapshots WHERE universe_id = u.id)
         OR canonical_count <> (SELECT COUNT(*) FROM snapshots WHERE universe_id = u.id AND kind = 'canonical')
         OR snapshot_count <> (SELECT COALESCE(MAX(ordinal), 0) FROM snapshots WHERE universe_id = u.id)",
    ),
    (
        "the head is the newest entry of the highest tick",
        "SELECT id FROM universes u WHERE head_id IS NOT
         (SELECT id FROM snapshots WHERE universe_id = u.id ORDER BY tick DESC, ordinal DESC LIMIT 1)
         OR head_checksum IS NOT
         (SELECT checksum FROM snapshots WHERE universe_id = u.id ORDER BY tick DESC, ordinal DESC LIMIT 1)",
    ),
    (
        "the last save is when the last entry came",
        "SELECT id FROM universes u WHERE last_snapshot_at <> COALESCE(
         (SELECT saved_at FROM snapshots WHERE universe_id = u.id ORDER BY ordinal DESC LIMIT 1), 0)",
    ),
    (
        "a player's counters are those of their universes",
        "SELECT id FROM players p WHERE
         universe_count <> (SELECT COUNT(*) FROM universes WHERE owner_id = p.id AND deleted_at IS NULL)
         OR public_universe_count <>
         (SELECT COUNT(*) FROM universes WHERE owner_id = p.id AND deleted_at IS NULL AND is_public = 1)
         OR stored_bytes <> (SELECT COALESCE(SUM(charged), 0) FROM holdings WHERE owner_id = p.id) +
         (SELECT COALESCE(SUM(entity_bytes), 0) FROM transits t JOIN universes u ON u.id = t.from_universe_id
         WHERE u.owner_id = p.id)
         OR passage_count <> (SELECT COUNT(*) FROM passages WHERE created_by = p.id AND deleted_at IS NULL)",
    ),
    (
        "a player holds what their entries need, once for each",
        "SELECT h.owner_id FROM holdings h WHERE entries <> (SELECT COUNT(*) FROM snapshots s
         JOIN universes u ON u.id = s.universe_id
         WHERE u.owner_id = h.owner_id AND s.checksum = h.checksum AND s.has_content = 1)
         UNION ALL SELECT s.id FROM snapshots s JOIN universes u ON u.id = s.universe_id WHERE s.has_content = 1
         AND NOT EXISTS (SELECT 1 FROM holdings h WHERE h.owner_id = u.owner_id AND h.checksum = s.checksum)",
    ),
    (
        "a universe is one generation younger than its source",
        "SELECT u.id FROM universes u LEFT JOIN universes source ON source.id = u.fork_of_id
         WHERE u.generation <> COALESCE(source.generation, 0) + 1",
    ),
    (
        "the totals are those of the tables",
        "SELECT 'totals' FROM totals WHERE
         universes <> (SELECT COUNT(*) FROM universes WHERE deleted_at IS NULL)
         OR players <> (SELECT COUNT(*) FROM players) OR snapshots <> (SELECT COUNT(*) FROM snapshots)
         OR canonical <> (SELECT COUNT(*) FROM snapshots WHERE kind = 'canonical')
         OR logical_bytes <> (SELECT COALESCE(SUM(file_size), 0) FROM snapshots WHERE has_content = 1)
         OR stored_bytes <> (SELECT COALESCE(SUM(stored_length), 0) FROM contents)
         OR passages <> (SELECT COUNT(*) FROM passages WHERE deleted_at IS NULL)",
    ),
    (
        "an entry that claims its content has it",
        "SELECT id FROM snapshots WHERE has_content = 1 AND checksum NOT IN (SELECT checksum FROM contents)",
    ),
    (
        "a content is needed",
        "SELECT hex(checksum) FROM contents WHERE
         checksum NOT IN (SELECT checksum FROM snapshots WHERE has_content = 1)
         AND checksum NOT IN (SELECT base FROM contents WHERE base IS NOT NULL)",
    ),
    (
        "a delta has its base, and is one link further from the keyframe",
        "SELECT hex(c.checksum) FROM contents c LEFT JOIN contents b ON b.checksum = c.base
         WHERE (c.coding = 'worldline') <> (c.base IS NOT NULL)
         OR c.depth <> COALESCE(b.depth + 1, 0) OR c.chain_bytes <> COALESCE(b.chain_bytes, 0) + c.stored_length
         OR (c.base IS NULL) <> (c.since_keyframe = 0) OR c.since_keyframe <= COALESCE(b.since_keyframe, -1)",
    ),
    (
        "heads, fork points, first entries of forks and canonical entries have their content",
        "SELECT s.id FROM snapshots s JOIN universes u ON u.id = s.universe_id WHERE s.has_content = 0 AND
         (s.kind = 'canonical' OR s.id = u.head_id OR (s.ordinal = 1 AND u.fork_of_id IS NOT NULL)
         OR s.id IN (SELECT fork_of_snapshot FROM universes WHERE fork_of_snapshot IS NOT NULL))",
    ),
    (
        "a fork begins with its fork point",
        "SELECT u.id FROM universes u LEFT JOIN snapshots p ON p.id = u.fork_of_snapshot
         LEFT JOIN snapshots f ON f.universe_id = u.id AND f.ordinal = 1
         LEFT JOIN universes o ON o.id = u.fork_of_id
         WHERE u.fork_of_id IS NOT NULL AND (p.universe_id IS NOT u.fork_of_id OR p.tick IS NOT u.fork_of_tick
         OR p.ordinal IS NOT u.fork_of_ordinal OR f.checksum IS NOT p.checksum OR f.tick IS NOT p.tick
         OR o.root_id IS NOT u.root_id)",
    ),
    (
        "copies of a name are numbered without a gap",
        "SELECT export_name FROM snapshots GROUP BY universe_id, export_name
         HAVING MAX(export_copy) <> COUNT(*) OR MIN(export_copy) <> 1",
    ),
    (
        "a passage counts who is in it",
        "SELECT id FROM passages p WHERE in_transit <>
         (SELECT COUNT(*) FROM transits WHERE passage_id = p.id AND state = 'in_transit')",
    ),
    (
        "a trip is settled if and only if it has arrived or returned, and leads where its passage does",
        "SELECT t.id FROM transits t JOIN passages p ON p.id = t.passage_id WHERE
         (settled_at IS NOT NULL) <> (state IN ('arrived', 'returned'))
         OR (settled_ordinal IS NOT NULL) <> (settled_at IS NOT NULL)
         OR (from_universe_id, to_universe_id) NOT IN
         ((source_universe_id, target_universe_id), (target_universe_id, source_universe_id))",
    ),
    (
        "an entity is charged for as long as it is there",
        "SELECT id FROM transits WHERE entity_bytes <> COALESCE(OCTET_LENGTH(entity), 0)",
    ),
    (
        "no two trips of an entity touch the same universe at a time",
        "SELECT a.id FROM transits a JOIN transits b ON a.entity_id = b.entity_id AND a.id < b.id
         WHERE a.settled_at IS NULL AND b.settled_at IS NULL AND (a.from_universe_id IN
         (b.from_universe_id, b.to_universe_id) OR a.to_universe_id IN (b.from_universe_id, b.to_universe_id))",
    ),
    (
        "events are numbered without a gap up to the last",
        "SELECT 'events' FROM (SELECT COUNT(*) AS kept, MIN(id) AS first, MAX(id) AS newest FROM events), event_order
         WHERE kept > 0 AND (newest <> last OR newest - first + 1 <> kept)",
    ),
    ("references hold", "SELECT \"table\" FROM pragma_foreign_key_check"),
    ("the database is whole", "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
];

/// Asserts that every counter equals its rows, and that vault and tables name the same files.
pub(crate) fn audit(world: &World) {
    let tables = world.tables();
    let column = |sql: &str| -> Vec<String> {
        let mut statement = tables.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    for (law, sql) in WRONG {
        assert_eq!(column(sql), Vec::<String>::new(), "{law}");
    }
    let named: BTreeSet<String> = column(
        "SELECT vault_key FROM contents WHERE vault_key IS NOT NULL UNION SELECT vault_key FROM garbage",
    )
    .into_iter()
    .collect();
    let vault = world.vault();
    let there: BTreeSet<String> = world
        .vault_files()
        .iter()
        .map(|file| file.strip_prefix(&vault).unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(there, named, "the vault has what is named and nothing else");
}
