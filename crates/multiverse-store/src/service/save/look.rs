//! What a save looks at before its transaction: whether the content is there, and what it follows.

use multiverse_model::wire::OnConflict;
use multiverse_model::{Action, Checksum, PlayerId};

use super::plan::{Placed, Plan};
use crate::catalog::Transaction;
use crate::catalog::tables::snapshots::{self, Span};
use crate::catalog::tables::universes::UniverseRow;
use crate::catalog::tables::{contents, holdings};
use crate::service::Store;
use crate::service::authorize::universe_for;
use crate::service::place::Before;
use crate::{Document, StoreError};

/// What there is already.
#[derive(Default)]
struct Found {
    /// Whether the store has the content.
    is_stored: bool,
    /// Whether one who will own the entry has it in another.
    is_held: bool,
    before: Before,
}

impl Store {
    /// Encodes a save's document and makes its bytes durable, unless the store has it already.
    pub(super) async fn make_ready(&self, plan: &Plan, document: &Document) -> Result<Placed, StoreError> {
        // It is whole whatever there is, and faster stored again than looked up.
        if let Some(small) = self.encode_small(document) {
            return Ok(Placed::New(self.place(document, small, &Before::default()).await?));
        }
        let look = plan.clone();
        let found = self.read(move |tx| look.look(tx)).await?;
        if found.is_stored && found.is_held {
            return Ok(Placed::Held);
        }
        let encoded = self.encode(document, &found.before).await?;
        if found.is_stored {
            return Ok(Placed::Shared { would_add: encoded.stored_length() });
        }
        Ok(Placed::New(self.place(document, encoded, &found.before).await?))
    }
}

impl Plan {
    fn look(&self, tx: &mut dyn Transaction) -> Result<Found, StoreError> {
        let row = match universe_for(tx, &self.actor, Action::SaveSnapshot, &self.universe) {
            Ok(row) => row,
            Err(error @ StoreError::Catalog(_)) => return Err(error),
            // The transaction says so, unless it has answered this request before.
            Err(_) => return Ok(Found::default()),
        };
        let (owner, before) = self.owner_and_before(tx, &row)?;
        let is_stored = contents::link(tx, &self.checksum)?.is_some();
        let is_held = holdings::holds(tx, &owner, &self.checksum)?;
        let line = match before {
            Some(before) if !(is_stored && is_held) => contents::links(tx, &before)?,
            _ => Vec::new(),
        };
        let mut own = line.len().min(1);
        while let Some(link) = line.get(own)
            && holdings::holds(tx, &owner, &link.checksum)?
        {
            own += 1;
        }
        Ok(Found { is_stored, is_held, before: Before { line, own, bytes: None } })
    }

    /// Who will own the entry, and the content that it follows. That is always one of the universe's own history:
    /// how small a delta is tells how like its base it is.
    fn owner_and_before(
        &self,
        tx: &mut dyn Transaction,
        row: &UniverseRow,
    ) -> Result<(PlayerId, Option<Checksum>), StoreError> {
        let universe = &row.universe;
        let head = universe.head.as_ref();
        let head_checksum = head.map(|head| head.checksum);
        if let Some(parent) = &self.snapshot.parent
            && Some(*parent) != head_checksum
            && self.snapshot.on_conflict == OnConflict::Fork
        {
            let owner = self.actor.player().unwrap_or(&universe.owner_id).clone();
            let point = self.find_parent(tx, parent)?;
            return Ok((owner, point.map(|(_, point)| point.entry.checksum)));
        }
        let is_past = head.is_some_and(|head| self.snapshot.tick < head.tick);
        let earlier = if is_past {
            let span = Span { universe: &universe.id, before: None };
            snapshots::at_or_before(tx, span, self.snapshot.tick)?.filter(|row| row.entry.has_snapshot)
        } else {
            None
        };
        let before = earlier.map(|row| row.entry.checksum).or(head_checksum);
        Ok((universe.owner_id.clone(), before))
    }
}
