//! The vault in a directory.

use bytes::Bytes;
use multiverse_store::Vault;
use multiverse_store::vault::ObjectVault;

use super::vault;

#[tokio::test]
async fn a_vault_in_a_directory_keeps_the_law() {
    let directory = tempfile::tempdir().unwrap();
    vault::all(&ObjectVault::in_directory(directory.path()).unwrap()).await;
}

#[tokio::test]
async fn what_was_put_is_there_after_reopening_and_for_readers() {
    let directory = tempfile::tempdir().unwrap();
    let first = ObjectVault::in_directory(directory.path()).unwrap();
    first.put("aa/0-1", Bytes::from_static(b"x")).await.unwrap();
    drop(first);
    let again = ObjectVault::in_directory(directory.path()).unwrap();
    assert_eq!(again.get("aa/0-1").await.unwrap(), "x");
    let reader = ObjectVault::read_only(directory.path()).unwrap();
    assert_eq!(reader.get("aa/0-1").await.unwrap(), "x");
}
