//! The law of `Catalog`. Each function takes an engine over an empty database of its own.

use std::sync::{Arc, Mutex};

use multiverse_store::Catalog;
use multiverse_store::catalog::{Job, Row, Transaction, Value, Verdict};

const INSERT: &str = "INSERT INTO marks (name, value) VALUES ($1, $2)";

/// Makes the table that the laws are tried on.
pub(crate) async fn prepare(catalog: &dyn Catalog) {
    run(catalog, |tx| tx.execute("CREATE TABLE marks (name TEXT PRIMARY KEY, value BIGINT NOT NULL)", &[]))
        .await;
}

/// Runs every law.
pub(crate) async fn all(catalog: Arc<dyn Catalog>) {
    prepare(&*catalog).await;
    what_is_committed_is_there(&*catalog).await;
    what_is_rolled_back_is_not(&*catalog).await;
    parameters_are_numbered(&*catalog).await;
    values_come_back_as_they_went(&*catalog).await;
    a_failed_statement_leaves_the_rest_of_its_group(&catalog).await;
    a_panicking_job_is_undone_and_takes_no_other_with_it(&catalog).await;
    a_read_sees_one_moment(&catalog).await;
    a_read_writes_nothing(&*catalog).await;
    concurrent_writers_lose_nothing(&catalog).await;
    whoever_sees_a_number_of_one_row_sees_all_before_it(&catalog).await;
}

async fn run(
    catalog: &dyn Catalog,
    job: impl Fn(&mut dyn Transaction) -> Result<u64, multiverse_store::CatalogError> + Send + 'static,
) {
    catalog
        .write(Box::new(move |tx| {
            job(tx).unwrap();
            Verdict::Commit
        }))
        .await
        .unwrap();
}

/// Rows of a query, read in a transaction of its own.
pub(crate) async fn query(catalog: &dyn Catalog, sql: &'static str, values: Vec<Value>) -> Vec<Row> {
    let found = Arc::new(Mutex::new(Vec::new()));
    let slot = Arc::clone(&found);
    let job: Job = Box::new(move |tx| {
        *slot.lock().unwrap() = tx.query(sql, &values).unwrap();
        Verdict::Rollback
    });
    catalog.read(job).await.unwrap();
    std::mem::take(&mut *found.lock().unwrap())
}

pub(crate) async fn value_of(catalog: &dyn Catalog, name: &str) -> Option<i64> {
    let rows = query(catalog, "SELECT value FROM marks WHERE name = $1", vec![name.into()]).await;
    rows.into_iter().next().map(|row| row.columns().int().unwrap())
}

pub(crate) async fn mark(catalog: &dyn Catalog, name: &'static str, value: i64, verdict: Verdict) {
    let job: Job = Box::new(move |tx| {
        tx.execute(INSERT, &[name.into(), value.into()]).unwrap();
        verdict
    });
    catalog.write(job).await.unwrap();
}

pub(crate) async fn what_is_committed_is_there(catalog: &dyn Catalog) {
    mark(catalog, "committed", 1, Verdict::Commit).await;
    assert_eq!(value_of(catalog, "committed").await, Some(1));
}

pub(crate) async fn what_is_rolled_back_is_not(catalog: &dyn Catalog) {
    mark(catalog, "rolled back", 1, Verdict::Rollback).await;
    assert_eq!(value_of(catalog, "rolled back").await, None);
}

pub(crate) async fn parameters_are_numbered(catalog: &dyn Catalog) {
    let sql = "INSERT INTO marks (value, name) VALUES ($2 + $3 * $2, $1)";
    run(catalog, move |tx| tx.execute(sql, &["numbered".into(), 5_i64.into(), 7_i64.into()])).await;
    assert_eq!(value_of(catalog, "numbered").await, Some(40));
    // The same prepared statement again: nothing of the last values is left.
    run(catalog, move |tx| tx.execute(sql, &["again".into(), 1_i64.into(), 1_i64.into()])).await;
    assert_eq!(value_of(catalog, "again").await, Some(2));
}

pub(crate) async fn values_come_back_as_they_went(catalog: &dyn Catalog) {
    let create = "CREATE TABLE kinds (a BIGINT, b TEXT, c BYTEA, d TEXT)";
    run(catalog, move |tx| tx.execute(create, &[])).await;
    let bytes: Vec<u8> = (0..=255).collect();
    let values =
        vec![Value::Int(i64::MIN), Value::Text("é\n'\"祭".into()), Value::Blob(bytes.into()), Value::Null];
    let given = values.clone();
    run(catalog, move |tx| tx.execute("INSERT INTO kinds VALUES ($1, $2, $3, $4)", &given)).await;
    let mut row = query(catalog, "SELECT a, b, c, d FROM kinds", vec![]).await.remove(0).columns();
    let back = vec![
        Value::Int(row.int().unwrap()),
        Value::Text(row.text().unwrap()),
        row.optional_blob().unwrap().into(),
        row.optional_text().unwrap().into(),
    ];
    assert_eq!(back, values);
}

/// Jobs that an engine may commit together: one that fails half way leaves nothing, and the others all.
pub(crate) async fn a_failed_statement_leaves_the_rest_of_its_group(catalog: &Arc<dyn Catalog>) {
    let jobs = (0..12_i64).map(|n| {
        let job: Job = Box::new(move |tx| {
            tx.execute(INSERT, &[format!("group {n}").into(), n.into()]).unwrap();
            if n % 3 != 0 {
                return Verdict::Commit;
            }
            // The name is taken, by this very job.
            assert!(tx.execute(INSERT, &[format!("group {n}").into(), n.into()]).is_err());
            Verdict::Rollback
        });
        catalog.write(job)
    });
    for done in futures::future::join_all(jobs).await {
        done.unwrap();
    }
    for n in 0..12 {
        let expected = (n % 3 != 0).then_some(n);
        assert_eq!(value_of(&**catalog, &format!("group {n}")).await, expected, "group {n}");
    }
}

pub(crate) async fn a_panicking_job_is_undone_and_takes_no_other_with_it(catalog: &Arc<dyn Catalog>) {
    let write = |name: &'static str, panics: bool| {
        let job: Job = Box::new(move |tx| {
            tx.execute(INSERT, &[name.into(), 1_i64.into()]).unwrap();
            assert!(!panics, "on purpose");
            Verdict::Commit
        });
        catalog.write(job)
    };
    let (before, _, after) =
        tokio::join!(write("before", false), write("panics", true), write("after", false));
    before.unwrap();
    after.unwrap();
    assert_eq!(value_of(&**catalog, "before").await, Some(1));
    assert_eq!(value_of(&**catalog, "panics").await, None);
    assert_eq!(value_of(&**catalog, "after").await, Some(1));
    let job: Job = Box::new(|_| panic!("on purpose"));
    assert!(catalog.read(job).await.is_err());
    assert_eq!(value_of(&**catalog, "after").await, Some(1), "and reading goes on");
}

pub(crate) async fn a_read_sees_one_moment(catalog: &Arc<dyn Catalog>) {
    mark(&**catalog, "moment", 0, Verdict::Commit).await;
    let (started, reader_started) = std::sync::mpsc::channel();
    let (written, writer_done) = std::sync::mpsc::channel::<()>();
    let job: Job = Box::new(move |tx| {
        let mut look = || {
            let rows = tx.query("SELECT value FROM marks WHERE name = 'moment'", &[]).unwrap();
            rows.into_iter().next().unwrap().columns().int().unwrap()
        };
        assert_eq!(look(), 0);
        started.send(()).unwrap();
        writer_done.recv().unwrap();
        assert_eq!(look(), 0, "although 1 was committed meanwhile");
        Verdict::Rollback
    });
    let reading = {
        let catalog = Arc::clone(catalog);
        tokio::spawn(async move { catalog.read(job).await })
    };
    tokio::task::spawn_blocking(move || reader_started.recv().unwrap()).await.unwrap();
    run(&**catalog, |tx| tx.execute("UPDATE marks SET value = 1 WHERE name = 'moment'", &[])).await;
    assert_eq!(value_of(&**catalog, "moment").await, Some(1));
    written.send(()).unwrap();
    reading.await.unwrap().unwrap();
}

pub(crate) async fn a_read_writes_nothing(catalog: &dyn Catalog) {
    let job: Job = Box::new(|tx| {
        let _ = tx.execute(INSERT, &["read".into(), 1_i64.into()]);
        Verdict::Commit
    });
    let _ = catalog.read(job).await;
    assert_eq!(value_of(catalog, "read").await, None);
}

pub(crate) async fn concurrent_writers_lose_nothing(catalog: &Arc<dyn Catalog>) {
    mark(&**catalog, "counter", 0, Verdict::Commit).await;
    let writers = (0..64).map(|_| {
        let catalog = Arc::clone(catalog);
        tokio::spawn(async move {
            let job: Job = Box::new(|tx| {
                // Read, then write: serializable transactions may not lose an update between the two.
                let rows = tx.query("SELECT value FROM marks WHERE name = 'counter'", &[]).unwrap();
                let value = rows.into_iter().next().unwrap().columns().int().unwrap();
                let sql = "UPDATE marks SET value = $1 WHERE name = 'counter'";
                tx.execute(sql, &[(value + 1).into()]).unwrap();
                Verdict::Commit
            });
            catalog.write(job).await.unwrap();
        })
    });
    for writer in futures::future::join_all(writers).await {
        writer.unwrap();
    }
    assert_eq!(value_of(&**catalog, "counter").await, Some(64));
}

/// Writers that take numbers from one row, and a reader who looks while they do: events rest on this.
pub(crate) async fn whoever_sees_a_number_of_one_row_sees_all_before_it(catalog: &Arc<dyn Catalog>) {
    const WRITERS: i64 = 200;
    mark(&**catalog, "last number", 0, Verdict::Commit).await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| {
            let catalog = Arc::clone(catalog);
            tokio::spawn(async move {
                let job: Job = Box::new(move |tx| {
                    let sql = "UPDATE marks SET value = value + 1 WHERE name = 'last number' RETURNING value";
                    let number = tx.query(sql, &[]).unwrap().remove(0).columns().int().unwrap();
                    tx.execute(INSERT, &[format!("number {number}").into(), number.into()]).unwrap();
                    // Every third thinks better of it: its number is the next one's.
                    if n % 3 == 0 { Verdict::Rollback } else { Verdict::Commit }
                });
                catalog.write(job).await.unwrap();
            })
        })
        .collect();
    let committed = (0..WRITERS).filter(|n| n % 3 != 0).count();
    loop {
        let sql = "SELECT value FROM marks WHERE name LIKE 'number %' ORDER BY value";
        let rows = query(&**catalog, sql, vec![]).await;
        let numbers: Vec<i64> = rows.into_iter().map(|row| row.columns().int().unwrap()).collect();
        let all_before: Vec<i64> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, all_before);
        if numbers.len() == committed {
            break;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
}
