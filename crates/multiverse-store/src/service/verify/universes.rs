//! Universes, beside their entries.

use super::{Fault, FaultKind, Verifier};
use crate::StoreError;
use crate::catalog::tables::audit::{self, AuditedUniverse};
use crate::service::tree::Phase;
use crate::service::upkeep::STEP;

impl Verifier<'_> {
    pub(super) fn universes(&mut self) -> Result<(), StoreError> {
        let total = audit::universe_count(self.tx)?;
        let mut after = String::new();
        loop {
            let step = audit::universes(self.tx, &after, STEP)?;
            let Some(last) = step.last() else { return Ok(()) };
            after.clone_from(&last.id);
            for universe in &step {
                self.counters(universe)?;
                self.fork_point(universe)?;
                self.entries(universe)?;
                self.findings.report.universes += 1;
                self.tell(Phase::Universes, self.findings.report.universes, total);
            }
        }
    }

    fn counters(&mut self, universe: &AuditedUniverse) -> Result<(), StoreError> {
        let (counted, ordinal, latest) = audit::count_entries(self.tx, &universe.id)?;
        self.findings.report.entries += u64::try_from(counted.snapshots).unwrap_or(0);
        let mut wrong = Vec::new();
        let is = universe.counted;
        if is != counted {
            wrong.push(format!(
                "{} snapshots, {} of them canonical, are counted; there are {} and {}",
                is.snapshots, is.canonical, counted.snapshots, counted.canonical
            ));
        }
        let last = universe.last_snapshot_at;
        if last != latest && last != audit::last_saved_at(self.tx, &universe.id)? {
            wrong.push(format!("its last save is said to be of {last}, and is of {latest}"));
        }
        let newest = audit::newest_entry(self.tx, &universe.id)?;
        if universe.head != newest {
            let name = |head: Option<&(String, i64, _)>| {
                head.map_or("none".to_owned(), |(id, tick, _)| format!("{id} at tick {tick}"))
            };
            let (is, must) = (name(universe.head.as_ref()), name(newest.as_ref()));
            wrong.push(format!("its head is {is}, and its newest entry {must}"));
        }
        if !wrong.is_empty() {
            let fault = Fault::new(FaultKind::Universe, wrong.join("; "));
            self.fault(fault.universe(&universe.id));
        }
        if ordinal != counted.snapshots {
            let detail = format!("{} entries are numbered up to {ordinal}", counted.snapshots);
            self.fault(Fault::new(FaultKind::Missing, detail).universe(&universe.id));
        }
        Ok(())
    }

    fn fork_point(&mut self, universe: &AuditedUniverse) -> Result<(), StoreError> {
        let Some(point) = &universe.point else { return Ok(()) };
        let (source, tick, ..) = point;
        let detail = if !audit::is_point(self.tx, point)? {
            format!("it starts with an entry of {source} at tick {tick}, which is not there")
        } else if !audit::is_first_entry(self.tx, &universe.id, point)? {
            format!("its first entry is not that of {source} at tick {tick}, with which it starts")
        } else {
            return Ok(());
        };
        self.fault(Fault::new(FaultKind::ForkPoint, detail).universe(&universe.id));
        Ok(())
    }

    fn entries(&mut self, universe: &AuditedUniverse) -> Result<(), StoreError> {
        for entry in audit::without_content(self.tx, &universe.id)? {
            let fault = match entry.length {
                None => Fault::new(FaultKind::Missing, "the store has no content with its checksum"),
                Some(length) => Fault::new(
                    FaultKind::Length,
                    format!("the entry says {} bytes, and its content has {length}", entry.file_size),
                ),
            };
            self.fault(fault.universe(&universe.id).tick(entry.tick).content(&entry.checksum));
        }
        for (tick, checksum) in audit::without_needed_content(self.tx, &universe.id)? {
            let detail = "heads, fork points and canonical entries keep their content";
            let fault = Fault::new(FaultKind::Decayed, detail);
            self.fault(fault.universe(&universe.id).tick(tick).content(&checksum));
        }
        Ok(())
    }
}
