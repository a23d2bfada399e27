//! The law of `Vault`. Each function takes an engine over an empty place of its own.

use bytes::Bytes;
use futures::TryStreamExt;
use multiverse_store::{Vault, VaultError};

/// Runs every law.
pub(crate) async fn all(vault: &dyn Vault) {
    what_is_put_is_read_back_exactly(vault).await;
    a_missing_key_is_named(vault).await;
    deleting_is_idempotent(vault).await;
    every_key_is_listed_once(vault).await;
}

pub(crate) async fn what_is_put_is_read_back_exactly(vault: &dyn Vault) {
    let every_byte: Bytes = (0..=255).cycle().take(300_000).collect::<Vec<u8>>().into();
    for (key, bytes) in
        [("aa/0-1", Bytes::new()), ("aa/0-2", Bytes::from_static(b"x")), ("bb/0-3", every_byte)]
    {
        vault.put(key, bytes.clone()).await.unwrap();
        assert_eq!(vault.get(key).await.unwrap(), bytes, "{key}");
    }
}

pub(crate) async fn a_missing_key_is_named(vault: &dyn Vault) {
    match vault.get("cc/never-put").await {
        Err(VaultError::Missing { key }) => assert_eq!(key, "cc/never-put"),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn deleting_is_idempotent(vault: &dyn Vault) {
    vault.put("dd/0-1", Bytes::from_static(b"x")).await.unwrap();
    for _ in 0..2 {
        vault.delete("dd/0-1").await.unwrap();
        assert!(matches!(vault.get("dd/0-1").await, Err(VaultError::Missing { .. })));
    }
}

pub(crate) async fn every_key_is_listed_once(vault: &dyn Vault) {
    let before: Vec<(String, i64)> = vault.list().try_collect().await.unwrap();
    for key in ["ee/0-1", "ff/0-2"] {
        vault.put(key, Bytes::from_static(b"x")).await.unwrap();
    }
    let mut keys: Vec<(String, i64)> = vault.list().try_collect().await.unwrap();
    keys.sort();
    let mut expected: Vec<String> = before.into_iter().map(|(key, _)| key).collect();
    expected.extend(["ee/0-1".to_owned(), "ff/0-2".to_owned()]);
    expected.sort();
    assert_eq!(keys.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(), expected);
    assert!(keys.iter().all(|(_, written_at)| *written_at > 0));
}
