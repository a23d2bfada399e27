//! Documents of the moment that is exported.

use bytes::Bytes;
use multiverse_model::Checksum;
use tokio::runtime::Handle;

use crate::catalog::tables::contents;
use crate::catalog::{CatalogError, Transaction};
use crate::content::unpack;
use crate::service::Store;
use crate::{StoreError, VaultError};

/// Reads documents within a transaction, from a thread that may block. Past the cache: an export would empty it of
/// what players are at.
pub(super) struct Contents {
    store: Store,
    runtime: Handle,
}

impl Contents {
    pub(super) fn new(store: Store, runtime: Handle) -> Self {
        Self { store, runtime }
    }

    /// The document of a checksum, or what is wrong with it.
    ///
    /// # Errors
    /// Only if the catalog itself fails.
    pub(super) fn get(
        &self,
        tx: &mut dyn Transaction,
        checksum: &Checksum,
    ) -> Result<Result<Bytes, String>, CatalogError> {
        let row = match contents::find(tx, checksum) {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(Err("the store has no content with its checksum".to_owned())),
            Err(error @ CatalogError::Unexpected { .. }) => return Ok(Err(error.to_string())),
            Err(error) => return Err(error),
        };
        let stored = self.runtime.block_on(self.store.stored(&row));
        let document = stored.and_then(|stored| unpack(row.coding, stored, row.length, &row.checksum));
        Ok(document.map_err(|error| reason(&error)))
    }
}

fn reason(error: &StoreError) -> String {
    match error {
        StoreError::Corrupt { reason, .. } => reason.clone(),
        StoreError::Vault(VaultError::Unavailable(cause)) => format!("the vault failed: {cause}"),
        other => other.to_string(),
    }
}
