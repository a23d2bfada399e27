//! What a content could be stored against, and what it would be then.

use std::sync::Arc;

use bytes::Bytes;
use worldline::{Identity, Options};

use super::Compactor;
use super::timelines::Look;
use crate::StoreError;
use crate::catalog::tables::contents::{Coding, Link};
use crate::content::pack;

/// What a content could be stored against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// None for a keyframe.
    pub base: Option<Link>,
    /// Saves since the keyframe that it would count.
    pub since_keyframe: u64,
}

/// A content as it could be stored.
pub(super) struct Encoded {
    pub coding: Coding,
    pub stored: Bytes,
    pub candidate: Candidate,
    /// The document of the base.
    pub base: Option<Bytes>,
}

impl Compactor {
    pub(super) fn candidates(&self, look: &Look) -> Vec<Candidate> {
        let chains = self.store.chains();
        let row = &look.row;
        let mut candidates = Vec::new();
        let mut add = |base: Option<Link>, since_keyframe: u64| {
            let fits = base.is_none_or(|base| base.depth < chains.max_depth && base.chain_bytes < row.length);
            let is_new = base.map(|base| base.checksum) != row.base || look.kept > 0;
            let candidate = Candidate { base, since_keyframe };
            if fits && is_new && !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        };
        if let Some(first) = look.line.first() {
            let number = first.since_keyframe + 1;
            let chosen = chains.base(&look.line, look.line.len(), row.length);
            chosen.into_iter().chain([*first]).for_each(|base| add(Some(base), number));
        }
        if look.kept > 0 {
            let since_keyframe = look.under.map_or(0, |_| row.since_keyframe);
            add(look.under, since_keyframe);
        }
        // What is as good as nothing already cannot become better.
        if row.stored_length + look.kept < 64 {
            candidates.clear();
        }
        // The same base again: a delta that a client sent may be a poor one.
        if row.coding == Coding::Worldline && look.kept == 0 {
            let same = look.under.filter(|_| row.depth <= chains.max_depth);
            candidates
                .extend(same.map(|base| Candidate { base: Some(base), since_keyframe: row.since_keyframe }));
        }
        candidates
    }

    /// Encodes a document for a candidate; none if the base cannot be had, or a chain would become too long.
    pub(super) async fn encode(
        &mut self,
        document: &Bytes,
        candidate: &Candidate,
        look: &Look,
    ) -> Result<Option<Encoded>, StoreError> {
        let candidate = *candidate;
        let base = match candidate.base {
            Some(base) => match self.document(&base.checksum).await? {
                Some(bytes) => Some(bytes),
                None => return Ok(None),
            },
            None => None,
        };
        let (inner, chains) = (Arc::clone(&self.store.inner), self.store.chains());
        let (document, length) = (document.clone(), look.row.length);
        let last = look.line.last().map_or(0, |link| link.stored_length);
        let work = move || {
            let (Some(link), Some(bytes)) = (candidate.base, base) else {
                let (coding, stored) = pack(&document, inner.settings.level);
                return Some(Encoded { coding, stored, candidate, base: None });
            };
            let options = Options::default().with_identity(Identity::Lengths);
            let delta = inner.codecs.encode(document.len().max(bytes.len()), |encoder| {
                encoder.encode(&bytes, &document, &options)
            });
            // Unknown only where nothing comes before; then all of the chain counts as deltas, which is too careful.
            let keyframe = if link.depth == 0 { link.stored_length } else { last };
            let delta =
                delta.ok().filter(|delta| chains.fits(&link, keyframe, delta.len() as u64, length))?;
            Some(Encoded { coding: Coding::Worldline, stored: delta.into(), candidate, base: Some(bytes) })
        };
        self.store.on_processor(work).await
    }
}
