//! Documents of the moment that is exported.

use bytes::Bytes;
use multiverse_model::Checksum;
use tokio::runtime::Handle;

use crate::catalog::tables::contents;
use crate::catalog::{CatalogError, Transaction};
use crate::service::Store;

/// Reads documents within a transaction, from a thread that may block. Past the cache: an export would empty it of
/// what players are at. The last document is kept, since the next one of a timeline mostly rests on it: so a chain is
/// exported link by link.
pub(super) struct Contents {
    store: Store,
    runtime: Handle,
    last: Option<(Checksum, Bytes)>,
}

impl Contents {
    pub(super) fn new(store: Store, runtime: Handle) -> Self {
        Self { store, runtime, last: None }
    }

    /// The document of a checksum, or what is wrong with it.
    ///
    /// # Errors
    /// Only if the catalog itself fails.
    pub(super) fn get(
        &mut self,
        tx: &mut dyn Transaction,
        checksum: &Checksum,
    ) -> Result<Result<Bytes, String>, CatalogError> {
        if let Some((_, document)) = self.last.as_ref().filter(|(last, _)| last == checksum) {
            return Ok(Ok(document.clone()));
        }
        let rows = match contents::chain(tx, checksum) {
            Ok(rows) if rows.is_empty() => {
                return Ok(Err("the store has no content with its checksum".to_owned()));
            }
            Ok(rows) => rows,
            Err(error @ CatalogError::Unexpected { .. }) => return Ok(Err(error.to_string())),
            Err(error) => return Err(error),
        };
        let last = self.last.take();
        let known = |wanted: &Checksum| {
            last.as_ref().filter(|(last, _)| last == wanted).map(|(_, document)| document.clone())
        };
        let gathered = self.runtime.block_on(self.store.gather(&rows, known)).and_then(|gathered| gathered);
        drop(last);
        let document = gathered.and_then(|chain| chain.rebuild(&self.store.inner.codecs));
        self.last = document.as_ref().ok().map(|document| (*checksum, document.clone()));
        Ok(document.map_err(|error| error.reason_of(checksum)))
    }
}
