//! Rows whose columns begin below each other.

use super::{Ink, Look, columns};

/// The widest that a column is aligned to: a longer text moves what follows.
const WIDEST: usize = 46;

/// A piece of a row.
pub(in crate::client) type Cell = (Ink, String);

/// Rows as lines, of which the first so many cells are aligned with those of the other rows. Empty cells after those
/// are left out.
pub(in crate::client) fn table(look: &Look, aligned: usize, rows: &[Vec<Cell>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|(_, text)| columns(text, look.charset)).max().unwrap_or_default().min(WIDEST)
    };
    let widths: Vec<usize> = (0..aligned).map(width).collect();
    rows.iter().map(|row| line(look, &widths, row)).collect()
}

fn line(look: &Look, widths: &[usize], row: &[Cell]) -> String {
    let (mut line, mut end) = (look.line(), 0);
    for (column, (ink, text)) in row.iter().enumerate() {
        line.part(*ink, text);
        if let Some(width) = widths.get(column).filter(|width| **width > 0) {
            end += if end > 0 { 2 + width } else { *width };
            line.column(end);
        }
    }
    line.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::look::Charset;

    #[test]
    fn what_is_too_wide_moves_what_follows() {
        let row = |cells: [&str; 4]| cells.map(|text| (Ink::Plain, text.to_owned())).to_vec();
        let long = "x".repeat(WIDEST + 1);
        let rows = [row(["村", "", "", "d"]), row(["bb", "", "c", ""]), row([&long, "", "c", "d"])];
        let shown = table(&Look::plain(Charset::Unicode), 3, &rows[..2]);
        assert_eq!(shown, "村     d\nbb  c\n");
        let shown = table(&Look::plain(Charset::Unicode), 3, &rows);
        assert_eq!(shown.lines().last(), Some(&*format!("{long}  c  d")));
    }
}
