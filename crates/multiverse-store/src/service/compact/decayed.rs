//! Decayed contents on which a few others rest: taken out from between, if that frees something.

use multiverse_model::Checksum;

use super::candidates::Candidate;
use super::timelines::Look;
use super::{Compactor, is_worth_it, signed};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::contents::{self, ContentRow, Link};
use crate::catalog::tables::{audit, rebase, upkeep};
use crate::service::upkeep::STEP;

/// The most contents that are stored anew for the sake of one.
const MOST: u64 = 8;

/// A decayed content with what rests on it.
struct Between {
    decayed: ContentRow,
    under: Option<Link>,
    above: Vec<ContentRow>,
}

impl Compactor {
    pub(super) async fn decayed(&mut self) -> Result<(), StoreError> {
        let mut after = upkeep::START;
        loop {
            let step = self.store.read(move |tx| Ok(rebase::decayed_forks(tx, &after, MOST, STEP)?)).await?;
            let Some(last) = step.last() else { return Ok(()) };
            after = *last;
            for checksum in step {
                self.take_out(checksum).await?;
            }
        }
    }

    /// Stores what rests on a decayed content against what that rests on; of a keyframe, the first becomes one and the
    /// others are stored against it. All are encoded before any is stored: half of them alone would cost more.
    async fn take_out(&mut self, checksum: Checksum) -> Result<(), StoreError> {
        let Some(between) = self.store.read(move |tx| between(tx, checksum)).await? else { return Ok(()) };
        let Between { decayed, mut under, above } = between;
        if above.iter().any(|row| self.dry.contains(&row.checksum)) {
            return Ok(());
        }
        let mut gain = signed(decayed.stored_length);
        let mut ready = Vec::new();
        for row in above {
            let Some(document) = self.document(&row.checksum).await? else { return Ok(()) };
            let since_keyframe = under.map_or(0, |_| row.since_keyframe);
            let candidate = Candidate { base: under, since_keyframe };
            let look = Look { row, line: Vec::new(), under, kept: 0 };
            let Some(encoded) = self.encode(&document, &candidate, &look).await? else { return Ok(()) };
            let stored = encoded.stored.len() as u64;
            gain += signed(look.row.stored_length) - signed(stored);
            // One link less, and no more bytes on the way: so no bound can break above.
            let base_bytes = under.map_or(0, |under| under.chain_bytes);
            if base_bytes + stored > look.row.chain_bytes.max(look.row.length) {
                return Ok(());
            }
            under = under.or(Some(Link {
                checksum: look.row.checksum,
                length: look.row.length,
                stored_length: stored,
                depth: 0,
                since_keyframe: 0,
                chain_bytes: stored,
            }));
            ready.push((look.row, encoded, document));
        }
        if !is_worth_it(gain, decayed.stored_length) {
            return Ok(());
        }
        for (place, (row, encoded, document)) in ready.into_iter().enumerate() {
            // The gain is counted once.
            let gain = if place == 0 { gain } else { 0 };
            if !self.take(&row, encoded, &document, gain).await? {
                break;
            }
        }
        Ok(())
    }
}

fn between(tx: &mut dyn Transaction, checksum: Checksum) -> Result<Option<Between>, StoreError> {
    let Some(decayed) = contents::find(tx, &checksum)? else { return Ok(None) };
    let (is_needed, _) = rebase::need(tx, &checksum)?;
    let under = match &decayed.base {
        Some(base) => contents::link(tx, base)?,
        None => None,
    };
    if is_needed || under.is_some() != decayed.base.is_some() {
        return Ok(None);
    }
    let mut above = Vec::new();
    for child in audit::children(tx, &checksum)? {
        above.extend(contents::find(tx, &child)?);
    }
    Ok(Some(Between { decayed, under, above }))
}
