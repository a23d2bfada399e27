//! Players, what they hold, and the totals.

use super::{Fault, FaultKind, Verifier};
use crate::StoreError;
use crate::catalog::tables::audit::{self, PlayerCounters};
use crate::catalog::tables::totals::{self, Totals};
use crate::service::tree::Phase;
use crate::service::upkeep::STEP;

impl Verifier<'_> {
    pub(super) fn players(&mut self) -> Result<(), StoreError> {
        let counted = audit::totals(self.tx)?;
        let total = u64::try_from(counted.players).unwrap_or(0);
        let mut after = String::new();
        loop {
            let step = audit::players(self.tx, &after, STEP)?;
            let Some((last, ..)) = step.last() else { break };
            after.clone_from(last);
            for (id, is, must) in &step {
                self.findings.report.players += 1;
                if is != must {
                    let detail = format!("{}; must be {}", shown(is), shown(must));
                    self.fault(Fault::new(FaultKind::Player, detail).player(id));
                }
            }
            self.tell(Phase::Players, self.findings.report.players, total);
        }
        self.holdings()?;
        self.totals(counted)
    }

    fn holdings(&mut self) -> Result<(), StoreError> {
        for (owner, checksum, is, must) in audit::wrong_holdings(self.tx)? {
            let detail = format!("{is} entries are counted; there are {must}");
            self.fault(Fault::new(FaultKind::Holding, detail).player(&owner).content(&checksum));
        }
        for (owner, checksum) in audit::missing_holdings(self.tx)? {
            let detail = "the player has entries of it, and none is counted";
            self.fault(Fault::new(FaultKind::Holding, detail).player(&owner).content(&checksum));
        }
        Ok(())
    }

    fn totals(&mut self, must: Totals) -> Result<(), StoreError> {
        let is = totals::read(self.tx)?;
        let pairs = [
            ("universes", is.universes, must.universes),
            ("players", is.players, must.players),
            ("snapshots", is.snapshots, must.snapshots),
            ("canonical snapshots", is.canonical, must.canonical),
            ("bytes of documents", is.logical_bytes, must.logical_bytes),
            ("stored bytes", is.stored_bytes, must.stored_bytes),
            ("passages", is.passages, must.passages),
        ];
        let wrong = pairs.iter().filter(|(_, is, must)| is != must);
        let wrong: Vec<String> =
            wrong.map(|(what, is, must)| format!("{is} {what}; must be {must}")).collect();
        if !wrong.is_empty() {
            self.fault(Fault::new(FaultKind::Totals, wrong.join(", ")));
        }
        Ok(())
    }
}

fn shown(counters: &PlayerCounters) -> String {
    let PlayerCounters { universes, public, stored_bytes, passages } = counters;
    format!("{universes} universes, {public} public, {stored_bytes} stored bytes, {passages} passages")
}
