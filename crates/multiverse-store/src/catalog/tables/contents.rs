//! `contents`

use bytes::Bytes;
use multiverse_model::{Checksum, Millis};

use super::first;
use crate::catalog::{CatalogError, Transaction};

/// A content's row.
#[derive(Debug, Clone)]
pub(crate) struct ContentRow {
    pub checksum: Checksum,
    pub length: u64,
    pub stored_length: u64,
    pub coding: Coding,
    pub place: Place,
}

/// What the stored bytes of a content are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// The document itself.
    Raw,
    /// One zstd frame of it.
    Zstd,
}

impl Coding {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Zstd => "zstd",
        }
    }
}

/// Where the stored bytes of a content are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the row.
    Row(Bytes),
    /// In the vault, under this key.
    Vault(String),
}

pub(crate) fn find(
    tx: &mut dyn Transaction,
    checksum: &Checksum,
) -> Result<Option<ContentRow>, CatalogError> {
    let sql =
        "SELECT checksum, length, stored_length, coding, bytes, vault_key FROM contents WHERE checksum = $1";
    first(tx.query(sql, &[checksum.into()])?, |row| {
        let (checksum, length, stored_length) = (row.checksum()?, row.count()?, row.count()?);
        let unexpected = |column: &str| CatalogError::Unexpected { column: column.to_owned() };
        let coding = match row.text()?.as_str() {
            "raw" => Coding::Raw,
            "zstd" => Coding::Zstd,
            _ => return Err(unexpected("contents.coding")),
        };
        let place = match (row.optional_blob()?, row.optional_text()?) {
            (Some(bytes), None) => Place::Row(bytes),
            (None, Some(key)) => Place::Vault(key),
            _ => return Err(unexpected("contents.vault_key")),
        };
        Ok(ContentRow { checksum, length, stored_length, coding, place })
    })
}

/// Bytes that a content takes in the store, if it is there.
pub(crate) fn stored_length(
    tx: &mut dyn Transaction,
    checksum: &Checksum,
) -> Result<Option<u64>, CatalogError> {
    let sql = "SELECT stored_length FROM contents WHERE checksum = $1";
    first(tx.query(sql, &[checksum.into()])?, |row| row.count())
}

/// Adds a keyframe.
pub(crate) fn insert(
    tx: &mut dyn Transaction,
    content: &ContentRow,
    now: Millis,
) -> Result<(), CatalogError> {
    let (bytes, key) = match &content.place {
        Place::Row(bytes) => (Some(bytes.clone()), None),
        Place::Vault(key) => (None, Some(key.clone())),
    };
    let sql = "INSERT INTO contents (checksum, length, stored_length, coding, base, depth, bytes, vault_key, \
               created_at) VALUES ($1, $2, $3, $4, NULL, 0, $5, $6, $7)";
    let values = [
        (&content.checksum).into(),
        content.length.into(),
        content.stored_length.into(),
        content.coding.as_str().into(),
        bytes.into(),
        key.into(),
        now.into(),
    ];
    tx.execute(sql, &values).map(drop)
}

/// Removes a content that no entry and no other content needs. Answers what it took in the store and its vault key,
/// if it was removed.
pub(crate) fn delete_if_unused(
    tx: &mut dyn Transaction,
    checksum: &Checksum,
) -> Result<Option<(u64, Option<String>)>, CatalogError> {
    let sql = "DELETE FROM contents WHERE checksum = $1 \
               AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.checksum = $1 AND s.has_content = 1) \
               AND NOT EXISTS (SELECT 1 FROM contents c WHERE c.base = $1) RETURNING stored_length, vault_key";
    first(tx.query(sql, &[checksum.into()])?, |row| Ok((row.count()?, row.optional_text()?)))
}

/// Whether a content, or garbage that waits for its time, is under a vault key.
pub(crate) fn names_key(tx: &mut dyn Transaction, key: &str) -> Result<bool, CatalogError> {
    let sql = "SELECT 1 FROM contents WHERE vault_key = $1 UNION ALL \
               SELECT 1 FROM garbage WHERE vault_key = $1 LIMIT 1";
    Ok(!tx.query(sql, &[key.into()])?.is_empty())
}
