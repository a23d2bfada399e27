//! Verification: whether everything that was saved can be read back, and whether what is counted is what there is.

mod contents;
mod files;
mod passages;
mod players;
mod repair;
mod report;
mod universes;

use std::sync::Arc;

use multiverse_model::Checksum;
use tokio::runtime::Handle;

use super::Store;
use super::tree::{Phase, Progress};
use super::upkeep::GRACE_MS;
use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::audit::ChainColumns;
use crate::catalog::tables::contents as table;
use contents::Forest;

pub use report::{Fault, FaultKind, VerifyReport};

/// What a verification finds, and what a repair needs to know of it.
#[derive(Debug, Default)]
struct Findings {
    report: VerifyReport,
    /// Contents whose rows say something wrong of their chains, with what is right; bases first.
    columns: Vec<ChainColumns>,
    /// What cannot be rebuilt.
    damaged: Vec<Checksum>,
}

/// A verification at work in one transaction.
struct Verifier<'a> {
    store: &'a Store,
    tx: &'a mut dyn Transaction,
    runtime: &'a Handle,
    progress: &'a mut (dyn FnMut(Progress) + Send),
    findings: Findings,
    /// Milliseconds since 1970 before which a file that nothing names is left over: younger ones may be named since.
    old: i64,
}

impl Store {
    /// Rebuilds every content and checks its digest, and recomputes every counter and reference. Nothing is changed.
    ///
    /// Over one moment, beside running writes, in memory that grows with what is wrong and not with the store: a
    /// content is decoded once, and of the documents that others rest on no more are kept than fit into a budget.
    ///
    /// # Errors
    /// [`StoreError::Catalog`] and [`StoreError::Vault`] if they cannot be read at all. What is wrong in them is no
    /// error but in the report.
    pub async fn verify(
        &self,
        progress: impl FnMut(Progress) + Send + 'static,
    ) -> Result<VerifyReport, StoreError> {
        Ok(self.find_faults(progress).await?.report)
    }

    /// [`verify`](Store::verify), and then puts right what can be: counters, holdings, heads and totals are computed
    /// anew, and what nothing needs or names is removed. Never an entry, nor a content that an entry needs, however
    /// damaged it is: a copy of its bytes may be found yet.
    ///
    /// Each step is a transaction; may be stopped at any point, and run again.
    ///
    /// # Errors
    /// As [`verify`](Store::verify).
    pub async fn repair(
        &self,
        progress: impl FnMut(Progress) + Send + 'static,
    ) -> Result<VerifyReport, StoreError> {
        let findings = self.find_faults(progress).await?;
        self.put_right(findings).await
    }

    async fn find_faults(
        &self,
        mut progress: impl FnMut(Progress) + Send + 'static,
    ) -> Result<Findings, StoreError> {
        let (store, runtime) = (self.clone(), Handle::current());
        let findings = self.read(move |tx| {
            let verifier = Verifier {
                store: &store,
                tx,
                runtime: &runtime,
                progress: &mut progress,
                findings: Findings::default(),
                old: store.inner.environment.now().0 - GRACE_MS,
            };
            verifier.run()
        });
        let mut findings = findings.await?;
        findings.report.database(self.inner.catalog.check().await?);
        self.look_again(&mut findings).await?;
        Ok(findings)
    }

    /// Forgets faults of contents that are not damaged now: of a long verification beside a running server, a file
    /// may be gone because what it held is, or is stored otherwise meanwhile.
    async fn look_again(&self, findings: &mut Findings) -> Result<(), StoreError> {
        for checksum in std::mem::take(&mut findings.damaged) {
            let rows = match self.read(move |tx| Ok(table::chain(tx, &checksum)?)).await {
                Ok(rows) => rows,
                Err(StoreError::Catalog(crate::CatalogError::Unexpected { .. })) => continue,
                Err(error) => return Err(error),
            };
            let is_intact = rows.is_empty()
                || match self.gather(&rows, |_| None).await {
                    Ok(Ok(chain)) => {
                        let inner = Arc::clone(&self.inner);
                        self.on_processor(move || chain.rebuild(&inner.codecs).is_ok()).await?
                    }
                    _ => false,
                };
            if is_intact {
                findings.report.forget_damage(&checksum);
            }
        }
        Ok(())
    }
}

impl Verifier<'_> {
    fn run(mut self) -> Result<Findings, StoreError> {
        Forest::new(&mut self)?.walk()?;
        self.universes()?;
        self.passages()?;
        self.players()?;
        self.files()?;
        Ok(self.findings)
    }

    fn fault(&mut self, fault: Fault) {
        self.findings.report.problems.push(fault);
    }

    fn tell(&mut self, phase: Phase, done: u64, total: u64) {
        (self.progress)(Progress { phase, done, total: total.max(done) });
    }
}
