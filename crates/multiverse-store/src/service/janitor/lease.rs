//! Leases: work that one server at a time does, however many there are.
//!
//! A lease is a row that names its holder and its term. It runs out, so that the work of a server that died goes on with
//! another. That a holder whose clock or whose thread stood still does no harm does not rest on time: every write of its
//! first looks, in its own transaction, whether the term is still its own. Whoever takes over begins a new one.

use std::sync::Arc;
use std::time::Duration;

use multiverse_model::Millis;

use super::millis;
use crate::StoreError;
use crate::catalog::tables::leases::{self, Wanted};
use crate::service::Store;
use crate::service::run::Change;

/// A term of some work. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Lease {
    name: &'static str,
    holder: Arc<str>,
    term: u64,
    lasts: Duration,
}

impl Lease {
    /// Makes the term last again, in a transaction of the work itself.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if it is over; then nothing of the transaction may be done.
    pub(in crate::service) fn renew(&self, change: &mut Change<'_>) -> Result<(), StoreError> {
        let until = after(change.now, self.lasts);
        let is_held = leases::renew(change.tx, self.name, &self.holder, self.term, until)?;
        if is_held { Ok(()) } else { Err(StoreError::LeaseLost) }
    }
}

impl Store {
    /// Takes the lease for some work, or has its own last longer. None while another server has it.
    ///
    /// The holder is this store, as it was opened. Where it is the only one that can write, nobody else is waited for:
    /// who had the lease before has ended.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn lease(&self, name: &'static str, lasts: Duration) -> Result<Option<Lease>, StoreError> {
        let holder: Arc<str> = self.holder()?.into();
        let (asking, is_abandoned) = (Arc::clone(&holder), self.inner.catalog.is_exclusive());
        let term = self.change(move |change| {
            let (now, until) = (change.now, after(change.now, lasts));
            Ok(leases::take(change.tx, &Wanted { name, holder: &asking, now, until, is_abandoned })?)
        });
        Ok(term.await?.map(|term| Lease { name, holder, term, lasts }))
    }

    /// The same store, whose every write is made under a lease: it makes the lease last, or, if another has taken it,
    /// fails with [`StoreError::LeaseLost`] and changes nothing.
    #[must_use]
    pub fn under(&self, lease: &Lease) -> Self {
        Self { lease: Some(lease.clone()), ..self.clone() }
    }

    fn holder(&self) -> Result<&str, StoreError> {
        if let Some(holder) = self.inner.holder.get() {
            return Ok(holder);
        }
        let random = u128::from_le_bytes(self.random()?);
        Ok(self.inner.holder.get_or_init(|| format!("{random:032x}")))
    }
}

fn after(now: Millis, lasts: Duration) -> Millis {
    Millis(now.0.saturating_add(millis(lasts)))
}
