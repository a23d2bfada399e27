//! `contents`

use bytes::Bytes;
use multiverse_model::{Checksum, Millis};

use super::{collect, first};
use crate::catalog::{CatalogError, Columns, Transaction};

/// A content's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContentRow {
    pub checksum: Checksum,
    pub length: u64,
    pub stored_length: u64,
    pub coding: Coding,
    /// The content that a delta is against; none for a keyframe.
    pub base: Option<Checksum>,
    /// Deltas between the content and its keyframe, itself included; 0 for a keyframe.
    pub depth: u64,
    /// Saves between the content and its keyframe, itself included; 0 for a keyframe.
    pub since_keyframe: u64,
    /// Stored bytes of the whole chain: its own and those of everything that it rests on.
    pub chain_bytes: u64,
    pub place: Place,
}

/// What the stored bytes of a content are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// The document itself.
    Raw,
    /// One zstd frame of it.
    Zstd,
    /// A worldline delta against its base, without digests: the table has them.
    Worldline,
}

impl Coding {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Zstd => "zstd",
            Self::Worldline => "worldline",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Raw, Self::Zstd, Self::Worldline].into_iter().find(|coding| coding.as_str() == name)
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

const COLUMNS: &str = "c.checksum, c.length, c.stored_length, c.coding, c.base, c.depth, c.since_keyframe, \
     c.chain_bytes, c.bytes, c.vault_key";

fn read(row: &mut Columns) -> Result<ContentRow, CatalogError> {
    let unexpected = |column: &str| CatalogError::Unexpected { column: column.to_owned() };
    let (checksum, length, stored_length) = (row.checksum()?, row.count()?, row.count()?);
    let coding = Coding::of(&row.text()?).ok_or_else(|| unexpected("contents.coding"))?;
    let (base, depth) = (row.optional_checksum()?, row.count()?);
    let (since_keyframe, chain_bytes) = (row.count()?, row.count()?);
    let place = match (row.optional_blob()?, row.optional_text()?) {
        (Some(bytes), None) => Place::Row(bytes),
        (None, Some(key)) => Place::Vault(key),
        _ => return Err(unexpected("contents.vault_key")),
    };
    Ok(ContentRow {
        checksum,
        length,
        stored_length,
        coding,
        base,
        depth,
        since_keyframe,
        chain_bytes,
        place,
    })
}

pub(crate) fn find(
    tx: &mut dyn Transaction,
    checksum: &Checksum,
) -> Result<Option<ContentRow>, CatalogError> {
    let sql = format!("SELECT {COLUMNS} FROM contents c WHERE c.checksum = $1");
    first(tx.query(&sql, &[checksum.into()])?, read)
}

/// The statement's part that walks from a content to its keyframe. `$2` bounds the way: rows that name each other as
/// base, which only damage can bring about, would else never end.
const CHAIN: &str = "WITH RECURSIVE chain (checksum, base, place) AS (\
     SELECT checksum, base, CAST(0 AS BIGINT) FROM contents WHERE checksum = $1 UNION ALL \
     SELECT c.checksum, c.base, chain.place + 1 FROM contents c JOIN chain ON c.checksum = chain.base \
     WHERE chain.place < $2)";

/// The most links that a chain is followed: far more than any setting makes.
pub(crate) const MAX_LINKS: u64 = 1_000;

/// A content's row and those that it rests on, itself first and its keyframe last; empty if it is not there. If the
/// last one names a base, that is not there.
pub(crate) fn chain(tx: &mut dyn Transaction, checksum: &Checksum) -> Result<Vec<ContentRow>, CatalogError> {
    // The blobs are joined at the end, so that the recursion does not carry them along.
    let sql = format!(
        "{CHAIN} SELECT {COLUMNS} FROM chain JOIN contents c ON c.checksum = chain.checksum \
         ORDER BY chain.place"
    );
    collect(tx.query(&sql, &[checksum.into(), MAX_LINKS.into()])?, read)
}

/// What a content says of its place in a chain, without its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub checksum: Checksum,
    pub length: u64,
    pub stored_length: u64,
    pub depth: u64,
    pub since_keyframe: u64,
    pub chain_bytes: u64,
}

impl Link {
    /// That of a row.
    pub(crate) fn of(row: &ContentRow) -> Self {
        Self {
            checksum: row.checksum,
            length: row.length,
            stored_length: row.stored_length,
            depth: row.depth,
            since_keyframe: row.since_keyframe,
            chain_bytes: row.chain_bytes,
        }
    }
}

const LINK: &str = "c.checksum, c.length, c.stored_length, c.depth, c.since_keyframe, c.chain_bytes";

fn read_link(row: &mut Columns) -> Result<Link, CatalogError> {
    Ok(Link {
        checksum: row.checksum()?,
        length: row.count()?,
        stored_length: row.count()?,
        depth: row.count()?,
        since_keyframe: row.count()?,
        chain_bytes: row.count()?,
    })
}

/// [`chain`] without the bytes, for who chooses a base.
pub(crate) fn links(tx: &mut dyn Transaction, checksum: &Checksum) -> Result<Vec<Link>, CatalogError> {
    let sql = format!(
        "{CHAIN} SELECT {LINK} FROM chain JOIN contents c ON c.checksum = chain.checksum ORDER BY chain.place"
    );
    collect(tx.query(&sql, &[checksum.into(), MAX_LINKS.into()])?, read_link)
}

/// One content's place in its chain, if it is there.
pub(crate) fn link(tx: &mut dyn Transaction, checksum: &Checksum) -> Result<Option<Link>, CatalogError> {
    let sql = format!("SELECT {LINK} FROM contents c WHERE c.checksum = $1");
    first(tx.query(&sql, &[checksum.into()])?, read_link)
}

/// Bytes that a content takes in the store, if it is there.
pub(crate) fn stored_length(
    tx: &mut dyn Transaction,
    checksum: &Checksum,
) -> Result<Option<u64>, CatalogError> {
    let sql = "SELECT stored_length FROM contents WHERE checksum = $1";
    first(tx.query(sql, &[checksum.into()])?, |row| row.count())
}

/// Adds a content; not a delta whose base is not there any more, or is stored otherwise than when it was chosen.
/// Answers whether it was added.
pub(crate) fn insert(
    tx: &mut dyn Transaction,
    content: &ContentRow,
    now: Millis,
) -> Result<bool, CatalogError> {
    if let Some(base) = &content.base {
        let is_as_it_was = link(tx, base)?.is_some_and(|base| {
            base.depth + 1 == content.depth
                && base.since_keyframe < content.since_keyframe
                && base.chain_bytes + content.stored_length == content.chain_bytes
        });
        if !is_as_it_was {
            return Ok(false);
        }
    }
    let (bytes, key) = match &content.place {
        Place::Row(bytes) => (Some(bytes.clone()), None),
        Place::Vault(key) => (None, Some(key.clone())),
    };
    let sql = "INSERT INTO contents (checksum, length, stored_length, coding, base, depth, since_keyframe, \
               chain_bytes, bytes, vault_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = [
        (&content.checksum).into(),
        content.length.into(),
        content.stored_length.into(),
        content.coding.as_str().into(),
        content.base.as_ref().into(),
        content.depth.into(),
        content.since_keyframe.into(),
        content.chain_bytes.into(),
        bytes.into(),
        key.into(),
        now.into(),
    ];
    tx.execute(sql, &values).map(|added| added == 1)
}

/// Whether a content, or garbage that waits for its time, is under a vault key.
pub(crate) fn names_key(tx: &mut dyn Transaction, key: &str) -> Result<bool, CatalogError> {
    let sql = "SELECT 1 FROM contents WHERE vault_key = $1 UNION ALL \
               SELECT 1 FROM garbage WHERE vault_key = $1 LIMIT 1";
    Ok(!tx.query(sql, &[key.into()])?.is_empty())
}
