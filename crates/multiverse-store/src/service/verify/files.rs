//! Files of the vault, beside what names them. That a named file is there, its content has shown.

use futures::StreamExt;

use super::{Fault, FaultKind, Verifier};
use crate::StoreError;
use crate::catalog::tables::{audit, contents};
use crate::service::tree::Phase;
use crate::service::upkeep::STEP;

impl Verifier<'_> {
    /// A row of garbage without its file is no fault: the file is removed first, so that a crash leaves such rows.
    pub(super) fn files(&mut self) -> Result<(), StoreError> {
        for key in audit::garbage_in_use(self.tx)? {
            let detail = "a content needs it, and it is to be removed";
            self.fault(Fault::new(FaultKind::Garbage, detail).file(&key));
        }
        let store = self.store;
        let mut listed = store.inner.vault.list();
        while let Some(found) = self.runtime.block_on(listed.next()) {
            let (key, written_at) = found?;
            self.findings.report.files += 1;
            if self.findings.report.files.is_multiple_of(STEP as u64) {
                self.tell(Phase::Files, self.findings.report.files, 0);
            }
            if contents::names_key(self.tx, &key)? {
                continue;
            }
            if written_at <= self.old {
                self.fault(Fault::new(FaultKind::Orphan, "nothing names it").file(&key));
            } else {
                self.findings.report.files_in_flight += 1;
            }
        }
        Ok(())
    }
}
