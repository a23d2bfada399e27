//! Storing one content anew.

use std::sync::Arc;

use bytes::Bytes;

use super::candidates::Encoded;
use super::{Compactor, signed};
use crate::StoreError;
use crate::catalog::tables::contents::{self, ContentRow, Link, Place};
use crate::catalog::tables::garbage;
use crate::catalog::tables::rebase::{self, Dependent};
use crate::catalog::tables::totals::{self, Totals};
use crate::rebuild::{Chain, Piece};
use crate::service::collect::{Freed, release};
use crate::service::run::Change;

/// The most contents resting on one that is changed: they move with it, in its transaction.
const MAX_DEPENDENTS: usize = 1_000;

impl Compactor {
    /// Stores a content as it was encoded, unless something has changed since. Whether it is done, or would be.
    pub(super) async fn take(
        &mut self,
        old: &ContentRow,
        encoded: Encoded,
        document: &Bytes,
        gain: i64,
    ) -> Result<bool, StoreError> {
        let (old, max_depth) = (old.clone(), self.store.chains().max_depth);
        let new = planned(&old, &encoded);
        let (was, planned) = (old.clone(), new.clone());
        let fits = self.store.read(move |tx| Ok(moved(tx, &was, &planned, max_depth)?.is_some())).await?;
        if !fits || !self.is_true_to(&new, encoded, document).await? {
            return Ok(false);
        }
        if self.is_dry {
            self.report.rewritten += 1;
            self.gained += gain;
            self.dry.insert(old.checksum);
            return Ok(true);
        }
        let Place::Row(stored) = new.place else { return Ok(false) };
        let place = self.store.place_bytes(&old.checksum, stored).await?;
        let new = ContentRow { place: place.clone(), ..new };
        let checksum = old.checksum;
        let base = new.base;
        let chosen = (new.depth, new.chain_bytes);
        let done = self.store.change(move |change| {
            let is_as_it_was = contents::find(change.tx, &old.checksum)?.as_ref() == Some(&old);
            let base = match base {
                Some(base) => contents::link(change.tx, &base)?,
                None => None,
            };
            if !is_as_it_was || base.is_some() != new.base.is_some() || !rests_on(&new, base.as_ref(), chosen)
            {
                return Ok(None);
            }
            replace(change, &old, &new, max_depth)
        });
        let done = done.await;
        if let Place::Vault(key) = place
            && !matches!(done, Err(StoreError::Catalog(_)))
        {
            self.store.drop_unless_named(checksum, key).await;
        }
        let Some(freed) = done? else { return Ok(false) };
        self.report.rewritten += 1;
        self.report.freed += freed.contents;
        Ok(true)
    }

    /// Decodes what is to be stored, as a read would, and checks its digest.
    async fn is_true_to(
        &self,
        new: &ContentRow,
        encoded: Encoded,
        document: &Bytes,
    ) -> Result<bool, StoreError> {
        let piece = Piece {
            checksum: new.checksum,
            length: new.length,
            coding: encoded.coding,
            stored: encoded.stored,
        };
        let chain = Chain { base: encoded.base, pieces: vec![piece] };
        let (inner, document) = (Arc::clone(&self.store.inner), document.clone());
        self.store
            .on_processor(move || chain.rebuild(&inner.codecs).is_ok_and(|rebuilt| rebuilt == document))
            .await
    }
}

/// The row as it would be; its bytes are in it until they have got their place.
fn planned(old: &ContentRow, encoded: &Encoded) -> ContentRow {
    let base = encoded.candidate.base;
    let stored_length = encoded.stored.len() as u64;
    ContentRow {
        checksum: old.checksum,
        length: old.length,
        stored_length,
        coding: encoded.coding,
        base: base.map(|base| base.checksum),
        depth: base.map_or(0, |base| base.depth + 1),
        since_keyframe: encoded.candidate.since_keyframe,
        chain_bytes: base.map_or(0, |base| base.chain_bytes) + stored_length,
        place: Place::Row(encoded.stored.clone()),
    }
}

/// Whether the base is stored as it was when it was chosen.
fn rests_on(new: &ContentRow, base: Option<&Link>, (depth, chain_bytes): (u64, u64)) -> bool {
    base.is_none_or(|base| {
        base.depth + 1 == depth
            && base.since_keyframe < new.since_keyframe
            && base.chain_bytes + new.stored_length == chain_bytes
    })
}

/// Everything that rests on a content, as it is once that is stored anew; none if a chain would break its bounds, if
/// too much rests on it, or if the new base does itself.
fn moved(
    tx: &mut dyn crate::catalog::Transaction,
    old: &ContentRow,
    new: &ContentRow,
    max_depth: u64,
) -> Result<Option<Vec<Dependent>>, StoreError> {
    let dependents = rebase::dependents(tx, &old.checksum, MAX_DEPENDENTS)?;
    if dependents.len() >= MAX_DEPENDENTS {
        return Ok(None);
    }
    let shift = |value: u64, old: u64, new: u64| value.checked_add_signed(signed(new) - signed(old));
    let mut all = Vec::with_capacity(dependents.len());
    for dependent in dependents {
        let depth = shift(dependent.depth, old.depth, new.depth);
        let since_keyframe = shift(dependent.since_keyframe, old.since_keyframe, new.since_keyframe);
        let chain_bytes = shift(dependent.chain_bytes, old.chain_bytes, new.chain_bytes);
        let (Some(depth), Some(since_keyframe), Some(chain_bytes)) = (depth, since_keyframe, chain_bytes)
        else {
            return Ok(None);
        };
        let is_deeper = depth > dependent.depth && depth > max_depth;
        let is_longer = chain_bytes > dependent.chain_bytes && chain_bytes > dependent.length;
        if is_deeper || is_longer || new.base == Some(dependent.checksum) {
            return Ok(None);
        }
        all.push(Dependent { depth, since_keyframe, chain_bytes, ..dependent });
    }
    Ok(Some(all))
}

/// The transaction: none if it must not be done any more.
fn replace(
    change: &mut Change<'_>,
    old: &ContentRow,
    new: &ContentRow,
    max_depth: u64,
) -> Result<Option<Freed>, StoreError> {
    let Some(dependents) = moved(change.tx, old, new, max_depth)? else { return Ok(None) };
    rebase::replace(change.tx, new)?;
    for dependent in &dependents {
        rebase::shift(change.tx, dependent)?;
    }
    if let Place::Vault(key) = &old.place {
        // The file itself goes later: somebody may be reading it.
        garbage::insert(change.tx, key, change.now)?;
    }
    let stored_bytes = signed(new.stored_length) - signed(old.stored_length);
    totals::add(change.tx, Totals { stored_bytes, ..Totals::default() })?;
    let left = old.base.filter(|base| new.base != Some(*base));
    left.map_or(Ok(Freed::default()), |base| release(change, &base)).map(Some)
}
