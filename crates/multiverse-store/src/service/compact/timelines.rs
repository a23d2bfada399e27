//! The walk along timelines.

use multiverse_model::Checksum;

use super::{Compactor, Phase, Progress, is_worth_it, signed};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::contents::{self, ContentRow, Link};
use crate::catalog::tables::snapshots::{self, Filter, Position, Span};
use crate::catalog::tables::universes::{self, UniverseRow};
use crate::catalog::tables::{rebase, totals};
use crate::service::upkeep::STEP;

/// What there is to know of a content before it is tried against others.
pub(super) struct Look {
    pub row: ContentRow,
    /// What is before it in its timeline, and what that rests on; empty if that rests on the content itself.
    pub line: Vec<Link>,
    /// What lies under the decayed contents that are kept for its sake alone; none if they go down to a keyframe.
    pub under: Option<Link>,
    /// Stored bytes of these contents; 0 if there are none.
    pub kept: u64,
}

impl Compactor {
    pub(super) async fn timelines(
        &mut self,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), StoreError> {
        let total = self.store.read(|tx| Ok(totals::read(tx)?)).await?.snapshots;
        let (mut done, total) = (0, u64::try_from(total).unwrap_or(0));
        let mut after = String::new();
        loop {
            let from = after.clone();
            let step = self.store.read(move |tx| Ok(universes::page(tx, &from, STEP)?)).await?;
            let Some(last) = step.last() else { return Ok(()) };
            after = last.universe.id.to_string();
            for universe in &step {
                let mut tell = |entries| {
                    done += entries;
                    progress(Progress { phase: Phase::Snapshots, done, total: total.max(done) });
                };
                self.timeline(universe, &mut tell).await?;
            }
        }
    }

    async fn timeline(
        &mut self,
        universe: &UniverseRow,
        tell: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), StoreError> {
        let (mut after, mut before) = (None, None);
        loop {
            let id = universe.universe.id.clone();
            let step = self.store.read(move |tx| {
                let span = Span { universe: &id, before: None };
                Ok(snapshots::page(tx, span, &Filter::default(), after, STEP)?)
            });
            let step = step.await?;
            let Some(last) = step.last() else { return Ok(()) };
            after = Some(Position { tick: last.entry.tick, ordinal: last.ordinal });
            for row in step {
                tell(1);
                let checksum = row.entry.checksum;
                if !row.entry.has_snapshot || before == Some(checksum) {
                    continue;
                }
                // The first of a fork is tried where it was saved.
                if universe.fork_point.is_none() || row.ordinal > 1 {
                    self.improve(checksum, before).await?;
                }
                before = Some(checksum);
            }
        }
    }

    /// Stores a content anew if that frees something.
    async fn improve(&mut self, checksum: Checksum, before: Option<Checksum>) -> Result<(), StoreError> {
        if self.dry.contains(&checksum) {
            return Ok(());
        }
        let Some(look) = self.store.read(move |tx| look(tx, checksum, before)).await? else { return Ok(()) };
        let bases = self.candidates(&look);
        if bases.is_empty() {
            return Ok(());
        }
        let Some(document) = self.document(&checksum).await? else { return Ok(()) };
        let mut best = None;
        for candidate in bases {
            let Some(encoded) = self.encode(&document, &candidate, &look).await? else { continue };
            let gain = signed(look.row.stored_length + look.kept) - signed(encoded.stored.len() as u64);
            if is_worth_it(gain, look.row.stored_length) && best.as_ref().is_none_or(|(most, _)| gain > *most)
            {
                best = Some((gain, encoded));
            }
        }
        if let Some((gain, encoded)) = best {
            self.take(&look.row, encoded, &document, gain).await?;
        }
        Ok(())
    }
}

fn look(
    tx: &mut dyn Transaction,
    checksum: Checksum,
    before: Option<Checksum>,
) -> Result<Option<Look>, StoreError> {
    let Some(row) = contents::find(tx, &checksum)? else { return Ok(None) };
    let mut line = match before {
        Some(before) => contents::links(tx, &before)?,
        None => Vec::new(),
    };
    if line.iter().any(|link| link.checksum == checksum) {
        line.clear();
    }
    let (mut under, mut kept) = (row.base, 0);
    while let Some(base) = under {
        if rebase::need(tx, &base)? != (false, 1) {
            break;
        }
        kept += contents::stored_length(tx, &base)?.unwrap_or(0);
        under = rebase::base_of(tx, &base)?;
    }
    let under = match under {
        Some(base) => contents::link(tx, &base)?,
        None => None,
    };
    Ok(Some(Look { row, line, under, kept }))
}
