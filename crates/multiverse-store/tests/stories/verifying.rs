//! Verification names what is wrong, whatever it is, and a repair puts right what is no loss.

use multiverse_model::{Checksum, UniverseId};
use multiverse_store::{Fault, FaultKind, VerifyReport};

use super::chains::saves_days;
use crate::support::{Person, World, audit, large, village};

/// A village of days, a fork of it by another player, and a document in a row.
async fn family(world: &World) -> (Person, UniverseId) {
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    let id = ada.publishes("village").await;
    saves_days(&ada, &id, 0..5).await;
    bob.registers().await;
    let fork = bob.forks(&id, 2, "fork").await;
    bob.saves(&fork, 7, &village(70)).await;
    bob.saves(&fork, 8, b"tiny").await;
    ada.saves(&id, 6, &large(6)).await;
    let gate = ada.connects(&id, &ada.creates("town").await, "gate").await;
    ada.moves(&gate, "tom").await;
    ada.sends(&gate, "eva").await;
    (ada, id)
}

async fn verifies(world: &World) -> VerifyReport {
    world.store().verify(|_| {}).await.unwrap()
}

fn kinds(report: &VerifyReport) -> Vec<FaultKind> {
    let mut kinds: Vec<FaultKind> = report.problems.iter().map(|fault| fault.kind).collect();
    kinds.dedup();
    kinds
}

fn file_of(world: &World, document: &[u8]) -> std::path::PathBuf {
    let hex = Checksum::of(document).hex();
    let files = world.vault_files();
    files.into_iter().find(|file| file.to_str().unwrap().contains(&hex[2..])).unwrap()
}

fn hex(document: &[u8]) -> String {
    Checksum::of(document).hex()
}

#[tokio::test]
async fn a_whole_store_has_no_problems_and_all_of_it_is_looked_at() {
    let world = World::new();
    family(&world).await;
    let report = verifies(&world).await;
    assert_eq!(report.problems, Vec::<Fault>::new());
    assert_eq!((report.players, report.universes, report.entries), (2, 3, 9));
    assert_eq!((report.passages, report.transits), (1, 2));
    assert_eq!(report.contents, 8, "the fork shares its first");
    let documents = (0..5).chain([70]).map(village).chain([large(6), b"tiny".to_vec()]);
    assert_eq!(report.document_bytes, documents.map(|document| document.len() as u64).sum::<u64>());
    assert_eq!(report.files, world.vault_files().len() as u64);
}

/// What can be put right: the statement that breaks it, and the kinds of faults that must be named.
const REPAIRABLE: &[(&str, &[FaultKind])] = &[
    ("UPDATE universes SET snapshot_count = 17 WHERE id = 'village'", &[FaultKind::Universe]),
    ("UPDATE universes SET canonical_count = 1 WHERE id = 'fork'", &[FaultKind::Universe]),
    ("UPDATE universes SET last_snapshot_at = 5 WHERE id = 'fork'", &[FaultKind::Universe]),
    ("UPDATE universes SET head_tick = 3 WHERE id = 'village'", &[FaultKind::Universe]),
    ("UPDATE universes SET head_checksum = zeroblob(32) WHERE id = 'village'", &[FaultKind::Universe]),
    ("UPDATE universes SET head_id = NULL WHERE id = 'village'", &[FaultKind::Universe]),
    ("UPDATE players SET universe_count = 9 WHERE id = 'ada'", &[FaultKind::Player]),
    ("UPDATE players SET public_universe_count = 0 WHERE id = 'ada'", &[FaultKind::Player]),
    ("UPDATE players SET stored_bytes = stored_bytes + 1 WHERE id = 'bob'", &[FaultKind::Player]),
    ("UPDATE holdings SET entries = entries + 1 WHERE owner_id = 'bob'", &[FaultKind::Holding]),
    ("UPDATE totals SET stored_bytes = -4, players = 8", &[FaultKind::Totals]),
    ("UPDATE totals SET passages = 7", &[FaultKind::Totals]),
    ("UPDATE players SET passage_count = 4 WHERE id = 'ada'", &[FaultKind::Player]),
    ("UPDATE passages SET in_transit = 3", &[FaultKind::Passage]),
    ("UPDATE contents SET depth = depth + 1 WHERE base IS NOT NULL", &[FaultKind::Chain]),
    ("UPDATE contents SET chain_bytes = 0", &[FaultKind::Chain]),
    ("UPDATE contents SET since_keyframe = 0", &[FaultKind::Chain]),
    (
        "UPDATE contents SET stored_length = stored_length + 5, chain_bytes = chain_bytes + 5 WHERE base IS NULL",
        &[FaultKind::Chain, FaultKind::Totals],
    ),
    (
        "INSERT INTO contents SELECT x'1111111111111111111111111111111111111111111111111111111111111111', length, stored_length, coding, base, depth, bytes, vault_key || 'a',
         created_at, chain_bytes, since_keyframe FROM contents WHERE length = 4",
        &[FaultKind::Damaged, FaultKind::Unneeded, FaultKind::Totals],
    ),
    ("INSERT INTO garbage SELECT vault_key, 0 FROM contents WHERE vault_key IS NOT NULL LIMIT 1", &[
        FaultKind::Garbage,
    ]),
];

#[tokio::test]
async fn what_is_counted_wrong_is_named_and_a_repair_counts_anew() {
    for (damage, expected) in REPAIRABLE {
        let world = World::new();
        let (ada, id) = family(&world).await;
        world.tampers(damage);
        let found = verifies(&world).await;
        assert_eq!(&kinds(&found), expected, "{damage}");
        assert_eq!(kinds(&verifies(&world).await), kinds(&found), "a look changes nothing");
        let repaired = world.store().repair(|_| {}).await.unwrap();
        assert_eq!(kinds(&repaired), kinds(&found));
        let stays = repaired.problems.iter().filter(|fault| !fault.repaired);
        assert!(stays.map(|fault| fault.kind).all(|kind| kind == FaultKind::Damaged), "{damage}");
        assert_eq!(verifies(&world).await.problems, Vec::<Fault>::new(), "{damage}");
        audit(&world);
        for day in 0..5 {
            assert_eq!(ada.reads(&id, day).await, village(day));
        }
    }
}

#[tokio::test]
async fn a_holding_that_is_gone_is_made_anew() {
    let world = World::new();
    family(&world).await;
    let before = world.count("SELECT SUM(stored_bytes) FROM players");
    world.tampers("DELETE FROM holdings");
    let found = kinds(&verifies(&world).await);
    assert_eq!(found, [FaultKind::Player, FaultKind::Holding]);
    assert!(world.store().repair(|_| {}).await.unwrap().is_clean());
    assert_eq!(world.count("SELECT SUM(stored_bytes) FROM players"), before, "charged as they were");
    assert_eq!(verifies(&world).await.problems, []);
    audit(&world);
}

#[tokio::test]
async fn a_trip_that_cannot_be_is_named_and_left_alone() {
    for damage in [
        "UPDATE transits SET from_universe_id = 'fork' WHERE entity_id = 'tom'",
        "UPDATE transits SET settled_at = NULL WHERE entity_id = 'tom'",
        "UPDATE transits SET settled_at = 5 WHERE entity_id = 'eva'",
        "UPDATE transits SET entity = '{}' WHERE entity_id = 'eva'",
        "UPDATE transits SET entity = NULL, entity_bytes = 0 WHERE entity_id = 'eva'",
    ] {
        let world = World::new();
        family(&world).await;
        world.tampers(damage);
        let found = verifies(&world).await;
        assert_eq!(kinds(&found)[0], FaultKind::Transit, "{damage}: {:?}", found.problems);
        let repaired = world.store().repair(|_| {}).await.unwrap();
        let left: Vec<_> = repaired.problems.into_iter().filter(|fault| !fault.repaired).collect();
        assert!(left.iter().all(|fault| fault.kind == FaultKind::Transit), "{damage}");
        assert!(left[0].to_string().starts_with("broken trip: transit transit:"), "{}", left[0]);
        assert_eq!(kinds(&verifies(&world).await), [FaultKind::Transit], "{damage}");
    }
}

/// What is lost: the damage, the kind of fault, and the ticks of `village` that are named.
#[tokio::test]
async fn what_cannot_be_read_is_named_by_universe_and_tick_and_never_removed() {
    let base_gone = format!("DELETE FROM contents WHERE checksum = x'{}'", hex(&village(2)));
    let circle = format!(
        "UPDATE contents SET base = x'{}', coding = 'worldline' WHERE checksum = x'{}'",
        hex(&village(4)),
        hex(&village(0))
    );
    let coding = format!("UPDATE contents SET coding = 'morse' WHERE checksum = x'{}'", hex(&village(4)));
    let cases: [(&str, FaultKind, &[u64]); 7] = [
        ("file gone", FaultKind::Damaged, &[3, 4]),
        ("file cut", FaultKind::Damaged, &[3, 4]),
        (&base_gone, FaultKind::Damaged, &[3, 4]),
        (&base_gone, FaultKind::Missing, &[2]),
        (&circle, FaultKind::Damaged, &[0, 1, 2, 3, 4]),
        (&coding, FaultKind::Damaged, &[4]),
        ("UPDATE snapshots SET file_size = 1 WHERE tick = 4", FaultKind::Length, &[4]),
    ];
    for (damage, kind, ticks) in cases {
        let world = World::new();
        family(&world).await;
        let file = file_of(&world, &village(3));
        match damage {
            "file gone" => std::fs::remove_file(file).unwrap(),
            "file cut" => std::fs::write(&file, &std::fs::read(&file).unwrap()[..40]).unwrap(),
            sql => world.tampers(sql),
        }
        let found = verifies(&world).await;
        let named = |report: &VerifyReport| -> Vec<u64> {
            let faults = report.problems.iter().filter(|fault| fault.kind == kind);
            let here = faults.filter(|fault| fault.universe_id.as_deref() == Some("village"));
            let mut ticks: Vec<u64> = here.filter_map(|fault| fault.tick).collect();
            ticks.sort_unstable();
            ticks
        };
        assert_eq!(named(&found), ticks, "{damage}: {:?}", found.problems);
        let (contents, entries) = ("SELECT COUNT(*) FROM contents", "SELECT COUNT(*) FROM snapshots");
        let before = (world.count(contents), world.count(entries), world.vault_files().len());
        let repaired = world.store().repair(|_| {}).await.unwrap();
        assert_eq!(named(&repaired), ticks, "{damage}");
        assert!(!repaired.is_clean());
        assert_eq!(
            (world.count(contents), world.count(entries), world.vault_files().len()),
            before,
            "{damage}"
        );
    }
}

#[tokio::test]
async fn a_flipped_bit_is_found_in_every_file_and_row() {
    let world = World::new();
    family(&world).await;
    for file in world.vault_files() {
        let whole = std::fs::read(&file).unwrap();
        let mut flipped = whole.clone();
        let last = flipped.len() - 1;
        flipped[last] ^= 1;
        std::fs::write(&file, &flipped).unwrap();
        assert_eq!(kinds(&verifies(&world).await), [FaultKind::Damaged], "{}", file.display());
        std::fs::write(&file, &whole).unwrap();
    }
    world.tampers("UPDATE contents SET bytes = x'00010203' WHERE length = 4");
    let found = verifies(&world).await;
    assert_eq!(found.problems.len(), 1);
    let shown = found.problems[0].to_string();
    assert!(shown.starts_with("damaged content: universe fork tick 8 sha256:"), "{shown}");
}

#[tokio::test]
async fn references_that_lead_nowhere_are_named() {
    for (damage, expected) in [
        ("UPDATE universes SET fork_of_ordinal = 9 WHERE id = 'fork'", vec![FaultKind::ForkPoint]),
        (
            "UPDATE snapshots SET checksum = zeroblob(32) WHERE universe_id = 'fork' AND ordinal = 1",
            vec![FaultKind::ForkPoint, FaultKind::Missing, FaultKind::Holding],
        ),
    ] {
        let world = World::new();
        family(&world).await;
        world.tampers(damage);
        assert_eq!(kinds(&verifies(&world).await), expected, "{damage}");
        assert!(!world.store().repair(|_| {}).await.unwrap().is_clean());
    }
}

#[tokio::test]
async fn a_row_whose_owner_is_gone_is_a_fault_of_the_database() {
    let world = World::new();
    family(&world).await;
    let tables = rusqlite::Connection::open(world.vault().with_file_name("catalog.sqlite")).unwrap();
    tables.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM players WHERE id = 'bob'").unwrap();
    assert_eq!(kinds(&verifies(&world).await), [FaultKind::Totals, FaultKind::Database]);
    assert!(!world.store().repair(|_| {}).await.unwrap().is_clean());
}

#[tokio::test]
async fn a_content_that_must_not_decay_is_missed() {
    let world = World::new();
    family(&world).await;
    world.tampers("UPDATE snapshots SET has_content = 0 WHERE universe_id = 'village' AND tick IN (2, 6)");
    let found = verifies(&world).await;
    let ticks: Vec<_> = found.problems.iter().filter(|f| f.kind == FaultKind::Decayed).collect();
    assert_eq!(ticks.iter().map(|fault| fault.tick).collect::<Vec<_>>(), [Some(2), Some(6)]);
}

#[tokio::test]
async fn orphans_are_named_once_they_are_old_and_removed_by_a_repair() {
    let world = World::new();
    family(&world).await;
    let path = world.vault().join("00");
    std::fs::create_dir_all(&path).unwrap();
    std::fs::write(path.join("aa-1"), b"left by a crash").unwrap();
    // Files have the time of the machine, which is later than that of the test.
    let report = verifies(&world).await;
    assert_eq!((report.files_in_flight, report.problems.len()), (1, 0));
    world.clock.advance(100 * 365 * 24 * 3_600_000);
    let report = verifies(&world).await;
    assert_eq!(kinds(&report), [FaultKind::Orphan]);
    assert!(report.problems[0].to_string().contains("file 00/aa-1"), "{}", report.problems[0]);
    assert!(world.store().repair(|_| {}).await.unwrap().is_clean());
    assert!(!path.join("aa-1").exists());
    assert_eq!(verifies(&world).await.problems, []);
}
