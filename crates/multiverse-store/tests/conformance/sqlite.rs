//! The catalog in SQLite, and what is special about one in a directory.

use std::sync::Arc;

use futures::FutureExt;

use multiverse_store::catalog::sqlite::SqliteCatalog;
use multiverse_store::catalog::{Job, Verdict};
use multiverse_store::{Catalog, CatalogError};

use super::catalog;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_catalog_in_sqlite_keeps_the_law() {
    let directory = tempfile::tempdir().unwrap();
    catalog::all(Arc::new(SqliteCatalog::open(directory.path()).unwrap())).await;
}

#[tokio::test]
async fn what_was_committed_is_there_after_reopening() {
    let directory = tempfile::tempdir().unwrap();
    let first = SqliteCatalog::open(directory.path()).unwrap();
    catalog::prepare(&first).await;
    catalog::mark(&first, "kept", 7, Verdict::Commit).await;
    drop(first);
    let again = SqliteCatalog::open(directory.path()).unwrap();
    assert_eq!(catalog::value_of(&again, "kept").await, Some(7));
}

#[tokio::test]
async fn a_write_that_was_queued_is_finished_when_the_catalog_is_dropped() {
    let directory = tempfile::tempdir().unwrap();
    let first = SqliteCatalog::open(directory.path()).unwrap();
    catalog::prepare(&first).await;
    let job: Job = Box::new(|tx| {
        tx.execute("INSERT INTO marks VALUES ('queued', 1)", &[]).unwrap();
        Verdict::Commit
    });
    // Polled once, which queues it, and then abandoned: its client has hung up.
    let mut write = first.write(job);
    assert!((&mut write).now_or_never().is_none());
    drop(write);
    drop(first);
    let again = SqliteCatalog::open(directory.path()).unwrap();
    assert_eq!(catalog::value_of(&again, "queued").await, Some(1));
}

#[tokio::test]
async fn a_second_writer_is_refused_and_readers_are_not() {
    let directory = tempfile::tempdir().unwrap();
    let writer = SqliteCatalog::open(directory.path()).unwrap();
    catalog::prepare(&writer).await;
    let second = SqliteCatalog::open(directory.path());
    let Err(CatalogError::InUse { path }) = second else { panic!("a second writer was let in") };
    assert_eq!(path, directory.path().display().to_string());
    let reader = SqliteCatalog::open_read_only(directory.path()).unwrap();
    assert!(writer.is_exclusive() && !reader.is_exclusive());
    for value in 0..3 {
        let name = ["zero", "one", "two"][value];
        catalog::mark(&writer, name, 1, Verdict::Commit).await;
        assert_eq!(
            catalog::value_of(&reader, name).await,
            Some(1),
            "a reader sees what is committed at once"
        );
    }
    let job: Job = Box::new(|_| Verdict::Commit);
    assert!(reader.write(job).await.is_err());
    drop(writer);
    SqliteCatalog::open(directory.path()).unwrap();
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    drop(SqliteCatalog::open(directory.path()).unwrap());
    let path = directory.path().join("catalog.sqlite");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute("UPDATE schema_version SET version = 99", []).unwrap();
    drop(database);
    let before = std::fs::read(&path).unwrap();
    for refused in [SqliteCatalog::open(directory.path()), SqliteCatalog::open_read_only(directory.path())] {
        assert!(matches!(refused, Err(CatalogError::Newer { found: 99, .. })));
    }
    assert!(before == std::fs::read(&path).unwrap());
}

#[tokio::test]
async fn a_catalog_of_the_first_schema_is_brought_up_to_date_by_its_writer() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("catalog.sqlite");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch(include_str!("../../src/catalog/migrations/0001_initial.sql")).unwrap();
    let filled = "CREATE TABLE schema_version (version BIGINT NOT NULL);
        INSERT INTO schema_version VALUES (1);
        INSERT INTO contents VALUES (zeroblob(32), 9, 7, 'zstd', NULL, 0, x'00', NULL, 1);
        INSERT INTO players VALUES ('ada', 'ada', 1, 1, 2, 0, 0);
        INSERT INTO universes (id, name, owner_id, created_at, last_snapshot_at, snapshot_count, canonical_count,
        is_public, config, visitor_policy, root_id, generation, version) VALUES
        ('asks', 'x', 'ada', 1, 0, 0, 0, 0, '{\"autoDecay\": true}', 'open', 'asks', 1, 1),
        ('asks not', 'x', 'ada', 1, 0, 0, 0, 0, NULL, 'open', 'asks not', 1, 1)";
    database.execute_batch(filled).unwrap();
    let refused = SqliteCatalog::open_read_only(directory.path());
    assert!(matches!(refused, Err(CatalogError::Older { found: 1, .. })));
    drop(SqliteCatalog::open(directory.path()).unwrap());
    let chain = "SELECT chain_bytes, since_keyframe FROM contents";
    let chain = database.query_row(chain, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(chain, (7, 0), "what was there is a keyframe");
    let asking = "SELECT group_concat(id) FROM universes WHERE auto_decay = 1";
    let asking: String = database.query_row(asking, [], |row| row.get(0)).unwrap();
    assert_eq!(asking, "asks", "what its config says is known without reading every config");
    assert!(SqliteCatalog::open_read_only(directory.path()).is_ok());
}

#[tokio::test]
async fn a_reader_does_not_make_a_catalog() {
    let directory = tempfile::tempdir().unwrap();
    let opened = SqliteCatalog::open_read_only(directory.path());
    assert!(matches!(opened, Err(CatalogError::Unavailable(_))));
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}
