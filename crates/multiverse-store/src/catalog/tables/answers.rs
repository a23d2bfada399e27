//! `answers`: the first answers to requests with an idempotency key.

use multiverse_model::Millis;

use super::first;
use crate::catalog::{CatalogError, Transaction};

/// What was answered to a request.
#[derive(Debug, Clone)]
pub(crate) struct AnswerRow {
    pub fingerprint: [u8; 32],
    pub outcome: Option<String>,
    pub problem: Option<String>,
}

/// The answer recorded under `key`, unless it is older than `not_before`.
pub(crate) fn find(
    tx: &mut dyn Transaction,
    key: &[u8; 32],
    not_before: Millis,
) -> Result<Option<AnswerRow>, CatalogError> {
    let sql = "SELECT fingerprint, outcome, problem FROM answers WHERE key_hash = $1 AND created_at >= $2";
    first(tx.query(sql, &[key.into(), not_before.into()])?, |row| {
        Ok(AnswerRow {
            fingerprint: row.hash()?,
            outcome: row.optional_text()?,
            problem: row.optional_text()?,
        })
    })
}

/// Records an answer, in place of one that has expired.
pub(crate) fn insert(
    tx: &mut dyn Transaction,
    key: &[u8; 32],
    answer: AnswerRow,
    now: Millis,
) -> Result<(), CatalogError> {
    let sql = "INSERT INTO answers (key_hash, fingerprint, outcome, problem, created_at) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key_hash) DO UPDATE SET \
               fingerprint = excluded.fingerprint, outcome = excluded.outcome, problem = excluded.problem, \
               created_at = excluded.created_at";
    let values =
        [key.into(), (&answer.fingerprint).into(), answer.outcome.into(), answer.problem.into(), now.into()];
    tx.execute(sql, &values).map(drop)
}

/// Removes answers from before `before`, at most `limit`; tells how many there were.
pub(crate) fn prune(tx: &mut dyn Transaction, before: Millis, limit: usize) -> Result<u64, CatalogError> {
    let sql = "DELETE FROM answers WHERE key_hash IN \
               (SELECT key_hash FROM answers WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
    tx.execute(sql, &[before.into(), limit.into()])
}
