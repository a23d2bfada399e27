//! The columns of a drawing, and which line runs in which.

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// Nobody's.
    Free,
    /// A line's that has not begun.
    Reserved(usize),
    /// A line's that goes on above and below.
    Running(usize),
}

/// The columns, from the left.
#[derive(Debug)]
pub(super) struct Lanes {
    lanes: Vec<Lane>,
    most: usize,
}

impl Lanes {
    /// No columns yet; there will never be more than `most`.
    pub(super) fn new(most: usize) -> Self {
        Self { lanes: Vec::new(), most: most.max(1) }
    }

    /// All columns.
    pub(super) fn all(&self) -> &[Lane] {
        &self.lanes
    }

    /// The column of a line, if it has one.
    pub(super) fn of(&self, strand: usize) -> Option<usize> {
        self.lanes
            .iter()
            .position(|lane| matches!(lane, Lane::Reserved(s) | Lane::Running(s) if *s == strand))
    }

    /// Whether a line has begun and not ended.
    pub(super) fn is_running(&self, strand: usize) -> bool {
        self.lanes.contains(&Lane::Running(strand))
    }

    /// The first free column right of another; it may be one that is not there yet.
    pub(super) fn free_after(&self, column: Option<usize>) -> usize {
        let first = column.map_or(0, |column| column + 1);
        let free = self.lanes.iter().enumerate().skip(first).find(|(_, lane)| **lane == Lane::Free);
        free.map_or(self.lanes.len().max(first), |(column, _)| column)
    }

    /// Reserves columns for lines, each right of the one before it; all or none. Answers whether there was room.
    ///
    /// A line is right of the one that it begins on, so that every joint goes to the left.
    pub(super) fn reserve(&mut self, line: &[usize]) -> bool {
        let before = self.lanes.clone();
        let mut last = None;
        for &strand in line {
            let column = match self.of(strand) {
                Some(column) => column,
                None => {
                    let column = self.free_after(last);
                    if column >= self.most {
                        self.lanes = before;
                        return false;
                    }
                    if column == self.lanes.len() {
                        self.lanes.push(Lane::Free);
                    }
                    self.lanes[column] = Lane::Reserved(strand);
                    column
                }
            };
            last = Some(column);
        }
        true
    }

    /// A line that has a column begins.
    pub(super) fn begin(&mut self, strand: usize) {
        if let Some(column) = self.of(strand) {
            self.lanes[column] = Lane::Running(strand);
        }
    }

    /// A line ends; its column is free again.
    pub(super) fn end(&mut self, strand: usize) {
        if let Some(column) = self.of(strand) {
            self.lanes[column] = Lane::Free;
        }
        while self.lanes.last() == Some(&Lane::Free) {
            self.lanes.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_right_of_the_one_that_it_begins_on() {
        let mut lanes = Lanes::new(3);
        assert!(lanes.reserve(&[0, 1]));
        assert!(lanes.reserve(&[0, 2]));
        assert_eq!([lanes.of(0), lanes.of(1), lanes.of(2)], [Some(0), Some(1), Some(2)]);
        lanes.end(1);
        assert!(lanes.reserve(&[0, 3]));
        assert_eq!(lanes.of(3), Some(1), "a column that is free again is used again");
        lanes.end(3);
        assert!(!lanes.reserve(&[2, 4]), "there is no room right of it");
        assert_eq!((lanes.of(4), lanes.all().len()), (None, 3));
    }

    #[test]
    fn there_is_room_for_all_of_a_line_or_for_none() {
        let mut lanes = Lanes::new(2);
        assert!(!lanes.reserve(&[0, 1, 2]));
        assert!(lanes.all().is_empty());
    }
}
