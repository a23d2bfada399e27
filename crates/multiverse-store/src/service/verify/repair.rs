//! Putting right what a verification found.

use std::collections::{BTreeSet, HashSet};

use super::{FaultKind, Findings, VerifyReport};
use crate::StoreError;
use crate::catalog::tables::{audit, garbage};
use crate::service::Store;
use crate::service::upkeep::STEP;

impl Store {
    /// Each counter after what it counts: rows first, then holdings, universes and players, and the totals last.
    pub(super) async fn put_right(&self, findings: Findings) -> Result<VerifyReport, StoreError> {
        let Findings { mut report, columns, .. } = findings;
        for step in columns.chunks(STEP) {
            let step = step.to_vec();
            self.change(move |change| {
                step.iter().try_for_each(|columns| Ok(audit::set_columns(change.tx, columns)?))
            })
            .await?;
        }
        // Else what is in use would lose its file to the collection below.
        let in_use: Vec<String> = named(&report, FaultKind::Garbage, |fault| fault.file.clone());
        self.change(move |change| in_use.iter().try_for_each(|key| Ok(garbage::delete(change.tx, key)?)))
            .await?;
        let found: HashSet<FaultKind> = report.problems.iter().map(|fault| fault.kind).collect();
        if found.contains(&FaultKind::Unneeded) {
            self.collect_contents().await?;
        }
        self.recount(&report).await?;
        if found.contains(&FaultKind::Orphan) {
            self.sweep().await?;
        }
        for fault in &mut report.problems {
            fault.repaired = is_repaired(fault.kind);
        }
        Ok(report)
    }

    async fn recount(&self, report: &VerifyReport) -> Result<(), StoreError> {
        let holdings = named(report, FaultKind::Holding, |fault| fault.player_id.clone().zip(fault.checksum));
        // What a player is charged follows from what they hold.
        let mut players: BTreeSet<String> = holdings.iter().map(|(owner, _)| owner.clone()).collect();
        players.extend(named(report, FaultKind::Player, |fault| fault.player_id.clone()));
        for step in holdings.chunks(STEP) {
            let step = step.to_vec();
            self.change(move |change| {
                step.iter()
                    .try_for_each(|(owner, checksum)| Ok(audit::recount_holding(change.tx, owner, checksum)?))
            })
            .await?;
        }
        for universe in named(report, FaultKind::Universe, |fault| fault.universe_id.clone()) {
            self.change(move |change| {
                change.universes.extend(universe.parse());
                Ok(audit::recount(change.tx, &universe)?)
            })
            .await?;
        }
        for passage in named(report, FaultKind::Passage, |fault| fault.passage_id.clone()) {
            self.change(move |change| Ok(audit::recount_passage(change.tx, &passage)?)).await?;
        }
        for player in players {
            self.change(move |change| Ok(audit::recount_player(change.tx, &player)?)).await?;
        }
        self.change(|change| Ok(audit::recount_totals(change.tx)?)).await
    }
}

/// What faults of a kind are about.
fn named<T>(report: &VerifyReport, kind: FaultKind, subject: impl Fn(&super::Fault) -> Option<T>) -> Vec<T> {
    report.problems.iter().filter(|fault| fault.kind == kind).filter_map(subject).collect()
}

/// Whether a fault of this kind is put right by what is done above.
fn is_repaired(kind: FaultKind) -> bool {
    match kind {
        FaultKind::Chain
        | FaultKind::Unneeded
        | FaultKind::Universe
        | FaultKind::Passage
        | FaultKind::Player
        | FaultKind::Holding
        | FaultKind::Totals
        | FaultKind::Orphan
        | FaultKind::Garbage => true,
        FaultKind::Damaged
        | FaultKind::Missing
        | FaultKind::Decayed
        | FaultKind::Length
        | FaultKind::ForkPoint
        | FaultKind::Transit
        | FaultKind::Database => false,
    }
}
