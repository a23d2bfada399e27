//! What SQLite knows of its own file.

use std::sync::{Arc, Mutex, PoisonError};

use super::Readers;
use crate::catalog::{CatalogError, Transaction, Verdict};

/// Runs SQLite's own checks, of its pages and indexes and of references between rows.
pub(super) async fn check(readers: &Readers) -> Result<Vec<String>, CatalogError> {
    let found = Arc::new(Mutex::new(Ok(Vec::new())));
    let slot = Arc::clone(&found);
    let job = move |tx: &mut dyn Transaction| {
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = complaints(tx);
        Verdict::Rollback
    };
    readers.run(Box::new(job)).await?;
    std::mem::replace(&mut *found.lock().unwrap_or_else(PoisonError::into_inner), Ok(Vec::new()))
}

fn complaints(tx: &mut dyn Transaction) -> Result<Vec<String>, CatalogError> {
    let mut complaints = Vec::new();
    for row in tx.query("PRAGMA integrity_check", &[])? {
        let text = row.columns().text()?;
        if text != "ok" {
            complaints.push(text);
        }
    }
    for row in tx.query("PRAGMA foreign_key_check", &[])? {
        let mut row = row.columns();
        let (table, id, target) = (row.text()?, row.optional_int()?, row.text()?);
        complaints
            .push(format!("row {} of {table} names a row of {target} that is not there", id.unwrap_or(0)));
    }
    Ok(complaints)
}
