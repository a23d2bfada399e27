//! Making a document's bytes ready for a row: as a delta or a keyframe, in the row or in the vault.

use std::sync::Arc;

use bytes::Bytes;
use multiverse_model::Checksum;
use worldline::{Identity, Options};

use super::Store;
use super::chain::{Chains, WORTH_A_DELTA, pays, pays_obviously};
use crate::catalog::tables::contents::{self, Coding, ContentRow, Link, Place};
use crate::content::{OfferedDelta, pack};
use crate::{Document, StoreError};

/// Bytes of a document up to which it is packed where it is: that takes less time than to hand it to another thread.
const PACKED_HERE: usize = 4 * 1024;

/// What a document follows.
#[derive(Debug, Clone, Default)]
pub(super) struct Before {
    /// The content before it and those that it rests on, down to its keyframe; empty if nothing is before it.
    pub line: Vec<Link>,
    /// How many of the first may be a base: a chain may go on in what others have saved, and how small a delta is tells
    /// how like its base it is.
    pub own: usize,
    /// The bytes of the first, where the caller has them.
    pub bytes: Option<Bytes>,
}

/// A document as it is to be stored.
pub(super) struct Encoded {
    coding: Coding,
    stored: Bytes,
    /// What it is a delta against.
    base: Option<Link>,
}

impl Encoded {
    /// Bytes that it takes in the store.
    pub(super) fn stored_length(&self) -> u64 {
        self.stored.len() as u64
    }
}

impl Store {
    pub(super) fn chains(&self) -> Chains {
        Chains { max_depth: self.inner.settings.max_chain_depth }
    }

    /// Packs a document that is too small for a delta to be worth while, whatever is stored already; none if it is
    /// not, or if that takes time to find out.
    pub(super) fn encode_small(&self, document: &Document) -> Option<Encoded> {
        if document.bytes().len() > PACKED_HERE {
            return None;
        }
        let (coding, stored) = pack(document.bytes(), self.inner.settings.level);
        (stored.len() <= WORTH_A_DELTA).then_some(Encoded { coding, stored, base: None })
    }

    /// Encodes a document against what it follows, if that pays, and else whole.
    pub(super) async fn encode(&self, document: &Document, before: &Before) -> Result<Encoded, StoreError> {
        let level = self.inner.settings.level;
        let chains = self.chains();
        let length = document.bytes().len() as u64;
        let found = match chains.base(&before.line, before.own, length) {
            Some(base) => {
                let keyframe = before.line.last().map_or(0, |link| link.stored_length);
                if let Some(stored) = document.offered().and_then(|offered| accept(offered, &base, length))
                    && pays_obviously(stored.len() as u64, length, keyframe)
                    && chains.fits(&base, keyframe, stored.len() as u64, length)
                {
                    return Ok(Encoded { coding: Coding::Worldline, stored, base: Some(base) });
                }
                let bytes = self.base_bytes(&base.checksum, before).await;
                bytes.map(|bytes| (base, bytes, keyframe))
            }
            None => None,
        };
        let (document, inner) = (document.bytes().clone(), Arc::clone(&self.inner));
        let work = move || {
            let Some((base, bytes, keyframe)) = found else {
                let (coding, stored) = pack(&document, level);
                return Encoded { coding, stored, base: None };
            };
            let options = Options::default().with_identity(Identity::Lengths);
            let delta = inner.codecs.encode(document.len().max(bytes.len()), |encoder| {
                encoder.encode(&bytes, &document, &options)
            });
            drop(bytes);
            let delta = delta.ok().filter(|delta| chains.fits(&base, keyframe, delta.len() as u64, length));
            let as_delta = |delta: Vec<u8>| Encoded {
                coding: Coding::Worldline,
                stored: delta.into(),
                base: Some(base),
            };
            match delta {
                Some(delta) if pays_obviously(delta.len() as u64, length, keyframe) => as_delta(delta),
                delta => {
                    let (coding, stored) = pack(&document, level);
                    match delta.filter(|delta| pays(delta.len() as u64, stored.len() as u64)) {
                        Some(delta) => as_delta(delta),
                        None => Encoded { coding, stored, base: None },
                    }
                }
            }
        };
        self.on_processor(work).await
    }

    /// The bytes of a base. A save does not fail for a damaged one: it is stored whole then.
    async fn base_bytes(&self, base: &Checksum, before: &Before) -> Option<Bytes> {
        let is_first = before.line.first().is_some_and(|first| first.checksum == *base);
        if let Some(bytes) = before.bytes.as_ref().filter(|_| is_first) {
            return Some(bytes.clone());
        }
        match self.content(base).await {
            Ok(bytes) => bytes,
            Err(error) => {
                let cause = &error as &dyn std::error::Error;
                tracing::error!(error = cause, %base, "a base cannot be rebuilt; the save is stored whole");
                None
            }
        }
    }

    /// Makes the bytes durable. Nothing names them yet.
    pub(super) async fn place(
        &self,
        document: &Document,
        encoded: Encoded,
        before: &Before,
    ) -> Result<ContentRow, StoreError> {
        let (checksum, stored_length) = (*document.checksum(), encoded.stored_length());
        let place = self.place_bytes(&checksum, encoded.stored).await?;
        let number = before.line.first().map_or(0, |first| first.since_keyframe + 1);
        let base = encoded.base;
        Ok(ContentRow {
            checksum,
            length: document.bytes().len() as u64,
            stored_length,
            coding: encoded.coding,
            base: base.map(|base| base.checksum),
            depth: base.map_or(0, |base| base.depth + 1),
            since_keyframe: base.map_or(0, |_| number),
            chain_bytes: base.map_or(0, |base| base.chain_bytes) + stored_length,
            place,
        })
    }

    /// Makes stored bytes durable: in the vault, or by the row that they are to be in.
    pub(super) async fn place_bytes(&self, checksum: &Checksum, stored: Bytes) -> Result<Place, StoreError> {
        if stored.len() <= self.inner.settings.inline_bytes {
            return Ok(Place::Row(stored));
        }
        let key = vault_key(checksum, self.random()?);
        self.inner.vault.put(&key, stored).await?;
        Ok(Place::Vault(key))
    }

    /// Removes what was put into the vault for a save that did not come to name it: it was refused, or another save
    /// of the same content was first.
    pub(super) async fn drop_unless_named(&self, checksum: Checksum, key: String) {
        let named = self.read(move |tx| Ok(contents::find(tx, &checksum)?)).await;
        let is_named = match &named {
            Ok(Some(row)) => row.place == Place::Vault(key.clone()),
            Ok(None) => false,
            // Unknown: better a file too many than one too few.
            Err(_) => true,
        };
        if !is_named && let Err(error) = self.inner.vault.delete(&key).await {
            tracing::warn!(%key, %error, "could not remove an unused file from the vault");
        }
    }
}

/// The bytes to store of a delta that came with the document, if it is against the base that was chosen.
fn accept(offered: &OfferedDelta, base: &Link, length: u64) -> Option<Bytes> {
    let header = worldline::inspect(&offered.delta).ok()?;
    let fits = offered.base == base.checksum && header.base_len == base.length && header.len == length;
    // The table has the digests.
    fits.then(|| worldline::without_digests(&offered.delta).ok()).flatten().map(Bytes::from)
}

/// Counts what a save has stored.
pub(super) fn count_stored(content: &ContentRow) {
    let kind = if content.base.is_some() { "delta" } else { "keyframe" };
    metrics::counter!("multiverse_contents_stored_total", "kind" => kind).increment(1);
    metrics::counter!("multiverse_contents_stored_bytes_total", "kind" => kind)
        .increment(content.stored_length);
}

/// A key that was never used and never will be again: two attempts at one content do not meet in the vault.
fn vault_key(checksum: &Checksum, random: [u8; 8]) -> String {
    let hex = checksum.hex();
    format!("{}/{}-{:016x}", &hex[..2], &hex[2..], u64::from_be_bytes(random))
}
