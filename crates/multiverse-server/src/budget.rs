//! How much memory all uploads in progress may hold together.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::refusal::Refusal;

/// What a permit stands for, so that their number fits a semaphore of any budget.
const UNIT: u64 = 1024;

/// A budget of bytes. Who finds it used up is told to come back rather than made to wait: waiting uploads would hold
/// what they have already read.
#[derive(Clone)]
pub(crate) struct MemoryBudget {
    units: Arc<Semaphore>,
}

/// Bytes that are taken from the budget until this is dropped.
#[derive(Default)]
pub(crate) struct Held {
    permit: Option<OwnedSemaphorePermit>,
    bytes: u64,
}

impl MemoryBudget {
    pub(crate) fn new(bytes: u64) -> Self {
        let units = usize::try_from(bytes / UNIT).unwrap_or(usize::MAX).clamp(1, Semaphore::MAX_PERMITS);
        Self { units: Arc::new(Semaphore::new(units)) }
    }

    /// What is answered when the budget is used up.
    pub(crate) fn used_up() -> Refusal {
        Refusal::unavailable("Too many uploads are in progress; try again in a moment.")
    }

    /// Makes `held` hold at least `bytes` in all.
    pub(crate) fn hold(&self, held: &mut Held, bytes: u64) -> Result<(), Refusal> {
        let more = bytes.saturating_sub(held.bytes).div_ceil(UNIT);
        let Some(more) = u32::try_from(more).ok().filter(|more| *more > 0) else { return Ok(()) };
        let permit = Arc::clone(&self.units).try_acquire_many_owned(more).map_err(|_| Self::used_up())?;
        held.bytes += u64::from(more) * UNIT;
        match &mut held.permit {
            Some(mine) => mine.merge(permit),
            mine @ None => *mine = Some(permit),
        }
        Ok(())
    }

    /// Lets something grow beside what `held` holds already: asked with its size so far, answers whether there is
    /// room for it.
    pub(crate) fn room<'h>(&'h self, held: &'h mut Held) -> impl FnMut(usize) -> bool + use<'h> {
        let base = held.bytes;
        move |size| self.hold(held, base.saturating_add(size as u64)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_comes_back_when_it_is_dropped() {
        let budget = MemoryBudget::new(10 * UNIT);
        let (mut first, mut second) = (Held::default(), Held::default());
        assert!(budget.hold(&mut first, 6 * UNIT).is_ok());
        assert!(budget.hold(&mut first, 3 * UNIT).is_ok(), "already held");
        assert!(budget.hold(&mut second, 5 * UNIT).is_err());
        drop(first);
        assert!(budget.hold(&mut second, 10 * UNIT).is_ok());
    }
}
