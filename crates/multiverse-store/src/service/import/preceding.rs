//! Storing a document against the one before it, which may not be committed yet.

use std::path::Path;

use bytes::Bytes;
use multiverse_model::Checksum;

use super::append::Batch;
use super::importer::Importer;
use crate::Document;
use crate::catalog::tables::contents::{self, ContentRow, Link};
use crate::service::place::{Before, count_stored};
use crate::service::tree::TreeError;

/// The content that the next document follows.
#[derive(Default)]
pub(super) struct Preceding {
    /// None if nothing came before.
    checksum: Option<Checksum>,
    /// What the store says of it will be once the batch is committed; none if the store has it already.
    line: Option<Vec<Link>>,
    /// Its document, if it is at hand.
    bytes: Option<Bytes>,
}

impl Preceding {
    /// A content that the store has.
    pub(super) fn stored(checksum: Checksum) -> Self {
        Self { checksum: Some(checksum), line: None, bytes: None }
    }
}

impl Importer {
    /// Encodes a document against what it follows and makes it durable, unless the store has it. Answers also what
    /// the next one follows.
    pub(super) fn place(
        &mut self,
        path: &Path,
        document: &Document,
        preceding: &Preceding,
        batch: &mut Batch,
    ) -> Result<(Option<ContentRow>, Preceding), TreeError> {
        let checksum = *document.checksum();
        // Once it is committed, it is known.
        if batch.brings(&checksum) {
            self.append(path, batch)?;
        }
        let known = self.wait(self.store.read(move |tx| Ok(contents::link(tx, &checksum)?)))?;
        let bytes = Some(document.bytes().clone());
        if known.is_some() {
            return Ok((None, Preceding { checksum: Some(checksum), line: None, bytes }));
        }
        let before = self.before(path, document, preceding, batch)?;
        let encoded = match self.store.encode_small(document) {
            Some(small) => small,
            None => self.wait(self.store.encode(document, &before))?,
        };
        let row = self.wait(self.store.place(document, encoded, &before))?;
        count_stored(&row);
        let below = before.line.iter().skip_while(|link| row.base != Some(link.checksum));
        let line = std::iter::once(Link::of(&row)).chain(below.copied()).collect();
        Ok((Some(row), Preceding { checksum: Some(checksum), line: Some(line), bytes }))
    }

    /// The line that a document follows. If it is to be a delta against another than the one just before it, the
    /// batch is committed first, so that the base can be read.
    fn before(
        &mut self,
        path: &Path,
        document: &Document,
        preceding: &Preceding,
        batch: &mut Batch,
    ) -> Result<Before, TreeError> {
        let Some(checksum) = preceding.checksum else { return Ok(Before::default()) };
        let line = match &preceding.line {
            Some(line) => line.clone(),
            None => self.wait(self.store.read(move |tx| Ok(contents::links(tx, &checksum)?)))?,
        };
        let base = self.store.chains().base(&line, line.len(), document.bytes().len() as u64);
        if base.is_some_and(|base| base.checksum != checksum && batch.brings(&base.checksum)) {
            self.append(path, batch)?;
        }
        Ok(Before { own: line.len(), line, bytes: preceding.bytes.clone() })
    }
}
