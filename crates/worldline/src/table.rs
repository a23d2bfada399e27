//! Tables that are emptied only where they were touched.

/// Slots that are emptied together.
const PAGE: usize = 64;

/// A table whose slots begin as one value. To empty it costs as much as was touched since the last time: small deltas
/// are many, and touch little.
#[derive(Debug)]
pub(crate) struct Table<T> {
    slots: Vec<T>,
    first: T,
    /// Whether a slot of the page may have changed.
    touched: Vec<bool>,
}

impl<T: Copy> Table<T> {
    /// Makes a table of `len` slots.
    pub(crate) fn new(len: usize, first: T) -> Self {
        Self { slots: vec![first; len], first, touched: vec![false; len.div_ceil(PAGE)] }
    }

    /// Puts every slot back to its first value.
    pub(crate) fn clear(&mut self) {
        for (page, touched) in self.slots.chunks_mut(PAGE).zip(&mut self.touched) {
            if *touched {
                page.fill(self.first);
                *touched = false;
            }
        }
    }

    /// The slot at `index`.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> T {
        self.slots[index]
    }

    /// The slot at `index`, to be changed.
    #[inline]
    pub(crate) fn slot(&mut self, index: usize) -> &mut T {
        self.touched[index / PAGE] = true;
        &mut self.slots[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_touched_is_emptied() {
        let mut table = Table::new(1000, 7);
        for index in [0, 63, 64, 999] {
            *table.slot(index) = 1;
        }
        table.clear();
        assert!((0..1000).all(|index| table.get(index) == 7));
    }
}
