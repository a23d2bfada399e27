//! What answers for a head that cannot be rebuilt: the newest entry before it that can.

use std::collections::HashSet;

use multiverse_model::{Actor, Checksum, SnapshotEntry, UniverseId};

use super::lineage::generations;
use super::read::Snapshot;
use super::view::Viewer;
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::contents;
use crate::catalog::tables::snapshots::{self, Filter, Position};

/// The most contents that one request tries to rebuild: each may cost a chain.
const MAX_TRIES: usize = 32;

/// The most entries that one request looks at. Those that rest on a link that is known to be damaged are passed over
/// without a try.
const MAX_LOOKED_AT: usize = 1_000;

/// Entries that are read at once.
const PAGE: usize = 64;

/// How far a search has come.
#[derive(Debug, Clone, Default)]
struct Search {
    /// Contents of which one in a chain is enough to know that the chain is damaged.
    broken: HashSet<Checksum>,
    /// Ancestors whose timelines have been searched through.
    generation: usize,
    /// The last entry that was looked at in this one.
    after: Option<Position>,
    looked_at: usize,
}

impl Store {
    /// The exact bytes of the entry at the head of a universe, or, if they are damaged, those of the newest entry
    /// that is intact: of the universe's own timeline, then of its lineage up to the fork point. It then says for
    /// which content it stands. What is damaged is logged by name.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for the head if nothing intact was found within bounds, and those of
    /// [`with_bytes`](Store::with_bytes).
    pub async fn intact(
        &self,
        caller: &Caller,
        id: &UniverseId,
        head: SnapshotEntry,
    ) -> Result<Snapshot, StoreError> {
        let asked = head.checksum;
        let damage = match self.with_bytes(head).await {
            Err(damage @ StoreError::Corrupt { .. }) => damage,
            other => return other,
        };
        let mut search = Search::default();
        search.note(&damage);
        for _ in 0..MAX_TRIES {
            let (actor, id) = (caller.actor.clone(), id.clone());
            let (found, come) = self.read(move |tx| search.clone().next(tx, &actor, &id)).await?;
            search = come;
            let Some(entry) = found else { break };
            match self.with_bytes(entry).await {
                Ok(snapshot) => {
                    metrics::counter!("multiverse_fallbacks_total").increment(1);
                    return Ok(Snapshot { fallback_for: Some(asked), ..snapshot });
                }
                // It may have decayed since it was found.
                Err(StoreError::Decayed { .. }) => {}
                Err(damage @ StoreError::Corrupt { .. }) => search.note(&damage),
                Err(error) => return Err(error),
            }
        }
        Err(damage)
    }
}

impl Search {
    fn note(&mut self, damage: &StoreError) {
        if let StoreError::Corrupt { checksum, link, reason } = damage {
            tracing::error!(%checksum, %link, reason, "a stored content is damaged; looking for an earlier one");
            self.broken.extend([*checksum, *link]);
        }
    }

    /// The next entry that may be intact, and how far that is.
    fn next(
        mut self,
        tx: &mut dyn Transaction,
        actor: &Actor,
        id: &UniverseId,
    ) -> Result<(Option<SnapshotEntry>, Self), StoreError> {
        let newest_first = Filter { descending: true, ..Filter::default() };
        let line = generations(tx, actor, id)?;
        while let Some(generation) = line.get(self.generation) {
            let page = snapshots::page(tx, generation.span(), &newest_first, self.after, PAGE)?;
            if page.is_empty() {
                (self.generation, self.after) = (self.generation + 1, None);
            }
            for row in page {
                if self.looked_at == MAX_LOOKED_AT {
                    return Ok((None, self));
                }
                self.looked_at += 1;
                self.after = Some(Position { tick: row.entry.tick, ordinal: row.ordinal });
                if row.entry.has_snapshot && !self.is_known_to_be_broken(tx, &row.entry.checksum)? {
                    let entry = Viewer::default().entry(tx, actor, &generation.row, row)?;
                    return Ok((Some(entry), self));
                }
            }
        }
        Ok((None, self))
    }

    fn is_known_to_be_broken(
        &self,
        tx: &mut dyn Transaction,
        checksum: &Checksum,
    ) -> Result<bool, StoreError> {
        let links = contents::links(tx, checksum)?;
        Ok(links.iter().any(|link| self.broken.contains(&link.checksum)))
    }
}
