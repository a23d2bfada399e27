//! Telling that passages decay: once that they are unstable, and once that they have collapsed.

use multiverse_model::{Actor, EventType, PassageType, UNSTABLE_BELOW};

use super::{Ends, tell};
use crate::StoreError;
use crate::catalog::tables::passages;
use crate::service::run::Change;
use crate::service::upkeep::STEP;
use crate::service::{Store, StoreSettings};

/// What there is to tell, in this order: of one that has collapsed unheard it is told that, and nothing more.
const LEVELS: [Level; 3] = [
    Level { announced: 0, stability: 0.0 },
    Level { announced: 1, stability: 0.0 },
    Level { announced: 0, stability: UNSTABLE_BELOW },
];

/// Passages of which so much was told, and whose stability has fallen below, or to, this.
#[derive(Clone, Copy)]
struct Level {
    announced: i64,
    stability: f64,
}

impl Store {
    /// Tells of a bounded number of passages that have become unstable or collapsed, each once. Answers of how many;
    /// if that is [`STEP`](Store::STEP), there may be more.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn announce_passages(&self) -> Result<u64, StoreError> {
        let settings = self.inner.settings.clone();
        self.change(move |change| {
            let mut told = 0;
            for kind in PassageType::ALL {
                for level in LEVELS {
                    told += announce(change, &settings, kind, level, STEP - told)?;
                }
            }
            Ok(told as u64)
        })
        .await
    }
}

fn announce(
    change: &mut Change<'_>,
    settings: &StoreSettings,
    kind: PassageType,
    level: Level,
    limit: usize,
) -> Result<usize, StoreError> {
    let lifetimes = &settings.passage_lifetimes;
    let Some(before) = lifetimes.maintained_before(kind, level.stability, change.now) else { return Ok(0) };
    let rows = passages::to_announce(change.tx, kind, level.announced, before, limit)?;
    let mut told = 0;
    for mut row in rows {
        let stability = row.facts.stability(lifetimes, change.now);
        if stability <= 0.0 {
            // From here on it is final.
            row.facts.has_collapsed = true;
        } else if stability < UNSTABLE_BELOW {
            row.told_unstable = true;
        } else {
            // At the very brink: it is told of next time.
            continue;
        }
        passages::update(change.tx, &row)?;
        let (source, target) = (&row.facts.source_universe_id, &row.facts.target_universe_id);
        let ends = Ends::find(change.tx, &Actor::Anonymous, source, target)?;
        tell(change, EventType::PassageChanged, &row, &ends, settings)?;
        told += 1;
    }
    Ok(told)
}
