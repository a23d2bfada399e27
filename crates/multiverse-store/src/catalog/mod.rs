//! The metadata, in a transactional database.

pub(crate) mod migrate;
mod row;
pub mod sqlite;
pub(crate) mod tables;
mod value;

use futures::future::BoxFuture;

pub use row::{Columns, Row};
pub use value::Value;

/// A database that runs our transactions.
///
/// # The law
/// - Transactions are serializable: each sees all that were acknowledged before it began, and none in part.
/// - [`write`](Catalog::write) answers `Ok` only after its transaction is on stable storage. After an error or a
///   crash, all of it or nothing of it is there.
/// - A job may run more than once (a database may ask for a repeat), and only its last run counts; so a job has
///   no effect but through its [`Transaction`] and its own captured result.
/// - [`read`](Catalog::read) sees one moment from its first statement to its end, beside running writes.
/// - Transactions that change one row commit in the order in which they change it. So a counter in a row numbers them in
///   the order of their commits, and whoever sees a number sees all before it: events are read by that.
///
/// Statements are written once for all engines: `$1` parameters, JSON as text, `ON CONFLICT`, `RETURNING`,
/// recursive CTEs. Engines differ in nothing but this trait.
pub trait Catalog: Send + Sync + 'static {
    /// Runs `job` over one consistent moment. What it writes is an error or lost.
    fn read(&self, job: Job) -> BoxFuture<'_, Result<(), CatalogError>>;

    /// Runs `job` and commits what it did if it says so.
    fn write(&self, job: Job) -> BoxFuture<'_, Result<(), CatalogError>>;

    /// Asks the engine whether its own structures are whole, and answers its complaints. It reads everything.
    fn check(&self) -> BoxFuture<'_, Result<Vec<String>, CatalogError>>;

    /// Whether this process is the only one that writes, so that what it read may be cached.
    fn is_exclusive(&self) -> bool;
}

/// What a [`Catalog`] runs.
pub type Job = Box<dyn FnMut(&mut dyn Transaction) -> Verdict + Send>;

/// What becomes of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Keep what it did.
    Commit,
    /// Undo what it did.
    Rollback,
}

/// Statements within one transaction. Blocking: a job runs on a thread of the engine's.
pub trait Transaction {
    /// Runs a statement and returns its rows. `sql` is text of ours; what comes from outside is in `values`,
    /// the first of which is `$1`.
    ///
    /// # Errors
    /// [`CatalogError`]; the transaction must then be rolled back.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, CatalogError>;

    /// Runs a statement and returns how many rows it changed.
    ///
    /// # Errors
    /// As [`query`](Transaction::query).
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, CatalogError>;
}

/// Why a database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The database cannot be reached, is full, or broke: try again later.
    #[error("the database failed")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The engine has been shut down.
    #[error("the database is closed")]
    Closed,
    /// A row does not have the shape that the statement promises: the database was changed by something else.
    #[error("the database holds an unexpected value in {column}")]
    Unexpected {
        /// The column, or its number.
        column: String,
    },
    /// Another process has the store open for writing.
    #[error(
        "another multiverse server is using {path}; stop it first, or choose another directory with --data"
    )]
    InUse {
        /// The store's directory.
        path: String,
    },
    /// The database was written by a newer version of this program.
    #[error(
        "the store has schema version {found}, and this program knows up to {known}; run the newer version"
    )]
    Newer {
        /// The version in the database.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The database was written by an older version of this program and is open for reading only.
    #[error(
        "the store has schema version {found}, and this program reads {known}; start the server on it once, \
         which brings it up to date"
    )]
    Older {
        /// The version in the database.
        found: i64,
        /// The version that this program reads.
        known: i64,
    },
}

impl From<rusqlite::Error> for CatalogError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Unavailable(Box::new(error))
    }
}
