//! A vault in a directory, or in whatever else `object_store` reaches.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::unfinished::remove_staged;
use super::{Vault, VaultError};

/// A vault over an object store whose puts are durable when they answer.
pub struct ObjectVault {
    store: Arc<dyn ObjectStore>,
    /// Where the files are, if they are in a directory that is ours to write.
    directory: Option<PathBuf>,
}

impl ObjectVault {
    /// Keeps bytes in files under `directory`, which is made if it is not there.
    ///
    /// Files are written under a temporary name, synced, renamed, and every directory on the way synced.
    ///
    /// # Errors
    /// [`VaultError::Unavailable`] if the directory cannot be made or opened.
    pub fn in_directory(directory: &FilePath) -> Result<Self, VaultError> {
        std::fs::create_dir_all(directory).map_err(|error| VaultError::Unavailable(Box::new(error)))?;
        let store = LocalFileSystem::new_with_prefix(directory).map_err(unavailable)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), directory: Some(directory.to_owned()) })
    }

    /// Opens the vault of a store that another process may be writing to.
    ///
    /// # Errors
    /// [`VaultError::Unavailable`] if the directory cannot be opened.
    pub fn read_only(directory: &FilePath) -> Result<Self, VaultError> {
        let store = LocalFileSystem::new_with_prefix(directory).map_err(unavailable)?;
        Ok(Self { store: Arc::new(store), directory: None })
    }
}

fn missing(key: &str, error: object_store::Error) -> VaultError {
    match error {
        // Its own path is the file's, which is nobody's business.
        object_store::Error::NotFound { .. } => VaultError::Missing { key: key.to_owned() },
        other => unavailable(other),
    }
}

fn unavailable(error: object_store::Error) -> VaultError {
    VaultError::Unavailable(Box::new(error))
}

impl Vault for ObjectVault {
    fn put(&self, key: &str, bytes: Bytes) -> BoxFuture<'_, Result<(), VaultError>> {
        let path = Path::from(key);
        async move { self.store.put(&path, bytes.into()).await.map(drop).map_err(unavailable) }.boxed()
    }

    fn get(&self, key: &str) -> BoxFuture<'_, Result<Bytes, VaultError>> {
        let (key, path) = (key.to_owned(), Path::from(key));
        async move {
            let found = self.store.get(&path).await.map_err(|error| missing(&key, error))?;
            found.bytes().await.map_err(|error| missing(&key, error))
        }
        .boxed()
    }

    fn delete(&self, key: &str) -> BoxFuture<'_, Result<(), VaultError>> {
        let path = Path::from(key);
        async move {
            match self.store.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(unavailable(error)),
            }
        }
        .boxed()
    }

    fn list(&self) -> BoxStream<'_, Result<(String, i64), VaultError>> {
        let listed = self.store.list(None).map_err(unavailable);
        listed.map_ok(|meta| (meta.location.to_string(), meta.last_modified.timestamp_millis())).boxed()
    }

    fn remove_unfinished(&self, before: i64) -> BoxFuture<'_, Result<u64, VaultError>> {
        let directory = self.directory.clone();
        async move {
            let Some(directory) = directory else { return Ok(0) };
            let work = tokio::task::spawn_blocking(move || remove_staged(&directory, before));
            let failed = |error: Box<dyn std::error::Error + Send + Sync>| VaultError::Unavailable(error);
            work.await.map_err(|error| failed(error.into()))?.map_err(|error| failed(error.into()))
        }
        .boxed()
    }
}
