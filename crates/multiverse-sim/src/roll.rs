//! A roll: things in the order of their ids.

/// A map that is read far more often than it grows or shrinks: ids lie side by side, so that one is found within a few
/// cache lines, which made a village live a third faster than a B-tree. Adding at the end is cheap, and so is removing
/// anywhere as long as there are thousands and not millions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roll<K, V> {
    ids: Vec<K>,
    // Boxed, so that a removal moves pointers.
    things: Vec<Box<V>>,
}

impl<K: Copy + Ord, V> Roll<K, V> {
    pub(crate) fn get(&self, id: K) -> Option<&V> {
        self.ids.binary_search(&id).ok().map(|at| &*self.things[at])
    }

    pub(crate) fn get_mut(&mut self, id: K) -> Option<&mut V> {
        self.ids.binary_search(&id).ok().map(|at| &mut *self.things[at])
    }

    pub(crate) fn contains(&self, id: K) -> bool {
        self.ids.binary_search(&id).is_ok()
    }

    /// In the order of ids.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &V> {
        self.things.iter().map(|thing| &**thing)
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn last(&self) -> Option<K> {
        self.ids.last().copied()
    }

    /// The first id that is not below `id`.
    pub(crate) fn at_or_after(&self, id: K) -> Option<K> {
        self.ids.get(self.ids.partition_point(|other| *other < id)).copied()
    }

    /// Adds one, in place of the one with its id.
    pub(crate) fn insert(&mut self, id: K, thing: V) {
        match self.ids.binary_search(&id) {
            Ok(at) => *self.things[at] = thing,
            Err(at) => {
                self.ids.insert(at, id);
                self.things.insert(at, Box::new(thing));
            }
        }
    }

    pub(crate) fn remove(&mut self, id: K) -> Option<V> {
        let at = self.ids.binary_search(&id).ok()?;
        self.ids.remove(at);
        Some(*self.things.remove(at))
    }
}

impl<K, V> Default for Roll<K, V> {
    fn default() -> Self {
        Self { ids: Vec::new(), things: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_found_by_their_id_and_listed_in_order() {
        let mut roll = Roll::default();
        for id in [5, 1, 9, 5] {
            roll.insert(id, id * 10);
        }
        assert_eq!(roll.iter().copied().collect::<Vec<_>>(), [10, 50, 90]);
        assert_eq!((roll.get(5), roll.get(6), roll.last(), roll.len()), (Some(&50), None, Some(9), 3));
        assert_eq!(
            (roll.at_or_after(2), roll.at_or_after(9), roll.at_or_after(10)),
            (Some(5), Some(9), None)
        );
        assert_eq!((roll.remove(5), roll.remove(5), roll.contains(1)), (Some(50), None, true));
    }
}
