//! Passages, beside the trips through them.

use super::{Fault, FaultKind, Verifier};
use crate::StoreError;
use crate::catalog::tables::audit;

impl Verifier<'_> {
    pub(super) fn passages(&mut self) -> Result<(), StoreError> {
        let (passages, transits) = audit::passage_counts(self.tx)?;
        self.findings.report.passages = passages;
        self.findings.report.transits = transits;
        for (id, is, must) in audit::wrong_passages(self.tx)? {
            let detail = format!("{is} entities in transit are counted; there are {must}");
            self.fault(Fault::new(FaultKind::Passage, detail).passage(&id));
        }
        for (id, detail) in audit::broken_trips(self.tx)? {
            self.fault(Fault::new(FaultKind::Transit, detail).transit(&id));
        }
        Ok(())
    }
}
