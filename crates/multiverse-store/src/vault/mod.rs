//! Bytes by key.

mod object;
mod unfinished;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::BoxStream;

pub use object::ObjectVault;

/// A place for the stored bytes of large contents.
///
/// # The law
/// - [`put`](Vault::put) answers `Ok` only after the bytes are on stable storage under the key. Until then nobody
///   sees any of them.
/// - A key is written once and never again with other bytes: the store makes a new one for every attempt, so a
///   removal can never meet a writer of the same key.
/// - [`delete`](Vault::delete) of a key that is not there succeeds.
///
/// Keys are made by the store of hex digits, `-` and `/`; never of what a client sent.
pub trait Vault: Send + Sync + 'static {
    /// Stores `bytes` under `key`.
    fn put(&self, key: &str, bytes: Bytes) -> BoxFuture<'_, Result<(), VaultError>>;

    /// Reads what is under `key`.
    fn get(&self, key: &str) -> BoxFuture<'_, Result<Bytes, VaultError>>;

    /// Removes what is under `key`, if anything.
    fn delete(&self, key: &str) -> BoxFuture<'_, Result<(), VaultError>>;

    /// Lists the keys, with the times in milliseconds since 1970 at which they were written.
    fn list(&self) -> BoxStream<'_, Result<(String, i64), VaultError>>;

    /// Removes what puts that broke off before `before`, in milliseconds since 1970, have left and
    /// [`list`](Vault::list) does not show. Answers how many there were. Nothing is left by an engine whose puts are
    /// atomic, as those of S3 are.
    fn remove_unfinished(&self, before: i64) -> BoxFuture<'_, Result<u64, VaultError>> {
        let _ = before;
        Box::pin(std::future::ready(Ok(0)))
    }
}

/// Why a vault did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Nothing is under the key: it was collected, or lost.
    #[error("the vault has nothing under {key}")]
    Missing {
        /// The key.
        key: String,
    },
    /// The storage cannot be reached, is full, or broke: try again later.
    #[error("the vault failed")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
