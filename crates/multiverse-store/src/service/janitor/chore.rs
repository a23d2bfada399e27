//! The janitor's chores.

use std::time::Duration;

use crate::StoreError;
use crate::service::Store;

/// Something that a server does to the store by itself. Each is done in small transactions, may be stopped between any
/// two of them, and goes on where it was when it is done again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chore {
    /// Remove events that have been kept for long enough.
    PruneEvents {
        /// How long that is.
        retention: Duration,
    },
    /// Remove what is past its time: answers to repeated requests, and files of contents that are gone.
    Prune,
    /// Let snapshots decay in universes that ask for it.
    Decay,
    /// Turn back travellers whom nobody has received in time.
    TurnBack,
    /// Tell of passages that have become unstable, or collapsed.
    Announce,
    /// Remove entities that have been kept for long enough since their trip was settled.
    PruneEntities,
    /// Look through everything for what nothing needs, which a crash may have left.
    Collect,
}

impl Chore {
    /// Its name in the log and the metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PruneEvents { .. } => "prune events",
            Self::Prune => "prune",
            Self::Decay => "decay",
            Self::TurnBack => "turn back",
            Self::Announce => "announce",
            Self::PruneEntities => "prune entities",
            Self::Collect => "collect",
        }
    }
}

/// Does bounded steps until one finds less than it could have done. Answers how much all of them did.
async fn to_the_end<F: Future<Output = Result<u64, StoreError>>>(
    step: impl Fn() -> F,
) -> Result<u64, StoreError> {
    let mut done = 0;
    loop {
        let now = step().await?;
        done += now;
        if now < Store::STEP {
            return Ok(done);
        }
    }
}

impl Store {
    /// Does a chore. Answers how many things there were to do.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] under a lease that another has taken; [`StoreError::Catalog`], [`StoreError::Vault`].
    pub async fn does(&self, chore: Chore) -> Result<u64, StoreError> {
        match chore {
            Chore::PruneEvents { retention } => self.prune_events(retention).await,
            Chore::Prune => self.prune().await,
            Chore::Decay => self.decay_by_itself().await,
            Chore::TurnBack => to_the_end(|| self.expire_transits()).await,
            Chore::Announce => to_the_end(|| self.announce_passages()).await,
            Chore::PruneEntities => to_the_end(|| self.prune_entities()).await,
            Chore::Collect => {
                let collected = self.collect().await?;
                Ok(collected.contents + collected.files + collected.orphans)
            }
        }
    }
}
