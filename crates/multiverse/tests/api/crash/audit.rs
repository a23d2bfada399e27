//! Whether a store's rows and files agree with each other.

use std::path::Path;

use crate::ledger::{catalog, rows};

/// Queries that yield a row for whatever is wrong, and what it is.
const FAULTS: &[(&str, &str)] = &[
    ("the database is damaged", "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
    ("a row names one that is not there", "SELECT * FROM pragma_foreign_key_check"),
    (
        "a content that nothing needs",
        "SELECT hex(checksum) FROM contents c WHERE NOT EXISTS \
         (SELECT 1 FROM snapshots s WHERE s.checksum = c.checksum AND s.has_content = 1) \
         AND NOT EXISTS (SELECT 1 FROM contents d WHERE d.base = c.checksum)",
    ),
    (
        "a base that is not there",
        "SELECT hex(checksum) FROM contents c WHERE base IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM contents d WHERE d.checksum = c.base)",
    ),
    (
        "an entry without its content",
        "SELECT id FROM snapshots s WHERE has_content = 1 AND NOT EXISTS \
         (SELECT 1 FROM contents c WHERE c.checksum = s.checksum AND c.length = s.file_size)",
    ),
    (
        "a head that is not the newest entry",
        "SELECT u.id FROM universes u WHERE u.head_id IS NOT \
         (SELECT s.id FROM snapshots s WHERE s.universe_id = u.id ORDER BY s.tick DESC, s.ordinal DESC LIMIT 1)",
    ),
    (
        "a head that is not its entry's",
        "SELECT u.id FROM universes u WHERE u.head_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE \
         s.id = u.head_id AND s.universe_id = u.id AND s.tick = u.head_tick AND s.checksum = u.head_checksum)",
    ),
    (
        "a universe whose counters are wrong",
        "SELECT u.id, u.snapshot_count, u.canonical_count, u.last_snapshot_at FROM universes u WHERE \
         (u.snapshot_count, u.canonical_count, u.last_snapshot_at) IS NOT (SELECT count(*), \
         count(CASE kind WHEN 'canonical' THEN 1 END), coalesce(max(saved_at), 0) \
         FROM snapshots s WHERE s.universe_id = u.id)",
    ),
    (
        "ordinals with a gap",
        "SELECT universe_id FROM snapshots GROUP BY universe_id HAVING max(ordinal) <> count(*) OR min(ordinal) <> 1 \
         OR count(DISTINCT ordinal) <> count(*)",
    ),
    (
        "a fork point that is not there",
        "SELECT u.id FROM universes u WHERE fork_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE \
         s.universe_id = u.fork_of_id AND s.tick = u.fork_of_tick AND s.ordinal = u.fork_of_ordinal \
         AND s.id = u.fork_of_snapshot AND s.has_content = 1)",
    ),
    (
        "a player whose counters are wrong",
        "SELECT p.id, p.universe_count, p.public_universe_count, p.stored_bytes FROM players p WHERE \
         (p.universe_count, p.public_universe_count) IS NOT (SELECT count(*), coalesce(sum(is_public), 0) \
         FROM universes u WHERE u.owner_id = p.id AND u.deleted_at IS NULL) OR p.stored_bytes IS NOT \
         (SELECT coalesce(sum(s.stored_size), 0) FROM snapshots s JOIN universes u ON u.id = s.universe_id \
         WHERE u.owner_id = p.id) + (SELECT coalesce(sum(octet_length(t.entity)), 0) FROM transits t \
         JOIN universes u ON u.id = t.from_universe_id WHERE u.owner_id = p.id) OR p.passage_count IS NOT \
         (SELECT count(*) FROM passages WHERE created_by = p.id AND deleted_at IS NULL)",
    ),
    (
        "totals that are wrong",
        "SELECT * FROM totals WHERE universes <> (SELECT count(*) FROM universes WHERE deleted_at IS NULL) \
         OR players <> (SELECT count(*) FROM players) OR snapshots <> (SELECT count(*) FROM snapshots) \
         OR canonical <> (SELECT count(*) FROM snapshots WHERE kind = 'canonical') \
         OR logical_bytes <> (SELECT coalesce(sum(file_size), 0) FROM snapshots) \
         OR stored_bytes <> (SELECT coalesce(sum(stored_length), 0) FROM contents) \
         OR passages <> (SELECT count(*) FROM passages WHERE deleted_at IS NULL)",
    ),
    (
        "a passage that does not count who is in it",
        "SELECT id FROM passages p WHERE in_transit <> (SELECT count(*) FROM transits t WHERE t.passage_id = p.id \
         AND t.state = 'in_transit')",
    ),
    (
        "a trip whose state and times do not fit together",
        "SELECT id FROM transits WHERE (settled_at IS NULL) <> (state IN ('in_transit', 'returning')) \
         OR (settled_ordinal IS NULL) <> (settled_at IS NULL) OR entity_bytes <> coalesce(octet_length(entity), 0)",
    ),
    (
        "an entity that is under way twice",
        "SELECT entity_id FROM transits WHERE state IN ('in_transit', 'returning') GROUP BY entity_id \
         HAVING count(*) > 1",
    ),
    (
        "events with a gap",
        "SELECT count(*), min(id), max(id) FROM events HAVING count(*) <> max(id) - min(id) + 1 OR max(id) <> \
         (SELECT last FROM event_order)",
    ),
    (
        "a universe without an event of its making, or an event of none, or two",
        "SELECT id FROM (SELECT universe_id AS id FROM events WHERE kind = 'universe.created' \
         UNION ALL SELECT id FROM universes) GROUP BY id HAVING count(*) <> 2",
    ),
    (
        "a fork without an event of that, or an event of none, or two",
        "SELECT id FROM (SELECT with_universe_id AS id FROM events WHERE kind = 'universe.forked' \
         UNION ALL SELECT id FROM universes WHERE fork_of_id IS NOT NULL) GROUP BY id HAVING count(*) <> 2",
    ),
    (
        "a save without an event of it, or an event of none, or two",
        "SELECT id FROM (SELECT json_extract(data, '$.entry.id') AS id FROM events WHERE kind = 'snapshot.saved' \
         UNION ALL SELECT s.id FROM snapshots s JOIN universes u ON u.id = s.universe_id \
         WHERE NOT (s.ordinal = 1 AND u.fork_of_id IS NOT NULL)) GROUP BY id HAVING count(*) <> 2",
    ),
    (
        "a key that is garbage and in use",
        "SELECT vault_key FROM garbage WHERE vault_key IN (SELECT vault_key FROM contents)",
    ),
];

/// Fails with all that is wrong in a store.
#[track_caller]
pub(crate) fn check(data: &Path) {
    let catalog = catalog(data);
    for (what, sql) in FAULTS {
        let found = rows(&catalog, sql);
        assert!(found.is_empty(), "{what}: {found:?}");
    }
    let mut named =
        catalog.prepare("SELECT vault_key, stored_length FROM contents WHERE vault_key IS NOT NULL").unwrap();
    let named = named.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).unwrap();
    for row in named {
        let (key, length) = row.unwrap();
        let file = std::fs::metadata(data.join("vault").join(&key));
        assert_eq!(
            file.map(|file| i64::try_from(file.len()).unwrap()).ok(),
            Some(length),
            "the file of {key}"
        );
    }
}
