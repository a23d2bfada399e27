//! `leases`

use multiverse_model::Millis;

use super::first;
use crate::catalog::{CatalogError, Transaction};

/// A lease as one holder wants it.
pub(crate) struct Wanted<'a> {
    pub name: &'a str,
    pub holder: &'a str,
    pub now: Millis,
    pub until: Millis,
    /// Whether whoever had it is known to be gone.
    pub is_abandoned: bool,
}

/// Takes a lease that is free, has run out, or is the holder's own. Answers its term; none while another has it.
pub(crate) fn take(tx: &mut dyn Transaction, wanted: &Wanted<'_>) -> Result<Option<u64>, CatalogError> {
    let sql = "INSERT INTO leases (name, holder, term, expires_at) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at, \
               term = leases.term + CASE WHEN leases.holder = excluded.holder THEN 0 ELSE 1 END \
               WHERE leases.holder = excluded.holder OR leases.expires_at <= $4 OR $5 = 1 RETURNING term";
    let values = [
        wanted.name.into(),
        wanted.holder.into(),
        wanted.until.into(),
        wanted.now.into(),
        wanted.is_abandoned.into(),
    ];
    first(tx.query(sql, &values)?, |row| row.count())
}

/// Makes a term of a lease last until `until`. False if the term is over because another took the lease.
pub(crate) fn renew(
    tx: &mut dyn Transaction,
    name: &str,
    holder: &str,
    term: u64,
    until: Millis,
) -> Result<bool, CatalogError> {
    let sql = "UPDATE leases SET expires_at = $4 WHERE name = $1 AND holder = $2 AND term = $3";
    Ok(tx.execute(sql, &[name.into(), holder.into(), term.into(), until.into()])? == 1)
}
