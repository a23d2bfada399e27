//! What wants the same done.

use crate::ids::PlantId;

/// Plants that want the same done, in the order of ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Queue(Vec<PlantId>);

/// Over how many of the next ones those who come spread, at least, and which part of all beyond that.
///
/// Who always took the next one would meet others at it, and from then on go everywhere with them: the workers of a
/// village would come together to one crowd, of whom all but the first find nothing left to do.
const SPREAD: usize = 12;
const PART: usize = 8;

impl Queue {
    /// One of the next after the one at which somebody was last, which `luck` decides. Beyond the last it begins anew.
    pub(super) fn next(&self, after: PlantId, luck: usize) -> Option<PlantId> {
        let at = self.0.partition_point(|id| *id <= after) + luck % (SPREAD + self.0.len() / PART);
        self.0.get(at % self.0.len().max(1)).copied()
    }

    pub(super) fn insert(&mut self, id: PlantId) {
        if let Err(at) = self.0.binary_search(&id) {
            self.0.insert(at, id);
        }
    }

    pub(super) fn remove(&mut self, id: PlantId) {
        if let Ok(at) = self.0.binary_search(&id) {
            self.0.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_spread_over_what_is_next_and_begin_anew_after_the_last() {
        let mut queue = Queue::default();
        assert_eq!(queue.next(PlantId(1), 7), None);
        [4, 2, 9, 4].map(PlantId).into_iter().for_each(|id| queue.insert(id));
        let next = |after, luck| queue.next(PlantId(after), luck).unwrap().0;
        assert_eq!([next(0, 0), next(2, 0), next(3, 1), next(9, 0), next(9, 1)], [2, 4, 9, 2, 4]);
        queue.remove(PlantId(4));
        assert_eq!(queue.next(PlantId(2), 0), Some(PlantId(9)));
    }
}
