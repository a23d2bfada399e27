//! One line of output.

use console::{measure_text_width, truncate_str};

use super::{Charset, Ink, Look, clean};

/// A line that is put together from pieces. Whatever is put into it is made fit for a terminal, and what does not fit
/// the width is cut off.
#[derive(Debug)]
pub(in crate::client) struct Line<'l> {
    look: &'l Look,
    text: String,
    width: usize,
    is_full: bool,
}

impl<'l> Line<'l> {
    pub(super) fn new(look: &'l Look) -> Self {
        Self { look, text: String::new(), width: 0, is_full: false }
    }

    /// Adds a piece.
    pub(in crate::client) fn put(&mut self, ink: Ink, text: impl AsRef<str>) -> &mut Self {
        if self.is_full {
            return self;
        }
        let text = clean(text.as_ref(), self.look.charset);
        let width = measure_text_width(&text);
        match self.look.width.map(|most| most.saturating_sub(self.width)) {
            Some(room) if width > room => {
                let end = if self.look.charset == Charset::Unicode { "…" } else { "." };
                self.text.push_str(&self.look.paint(ink, &truncate_str(&text, room, end)));
                self.is_full = true;
            }
            _ => self.text.push_str(&self.look.paint(ink, &text)),
        }
        self.width += width;
        self
    }

    /// Adds spaces up to a column.
    pub(in crate::client) fn column(&mut self, column: usize) -> &mut Self {
        self.put(Ink::Plain, " ".repeat(column.saturating_sub(self.width)))
    }

    /// Adds a piece that is set apart by two spaces; nothing if it is empty.
    pub(in crate::client) fn part(&mut self, ink: Ink, text: impl AsRef<str>) -> &mut Self {
        if text.as_ref().is_empty() {
            return self;
        }
        if self.width > 0 {
            self.put(Ink::Plain, "  ");
        }
        self.put(ink, text)
    }

    /// The line with its end, without spaces before it.
    pub(in crate::client) fn end(&self) -> String {
        format!("{}\n", self.text.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut_off() {
        let look = Look { width: Some(8), ..Look::plain(Charset::Unicode) };
        let mut line = look.line();
        line.put(Ink::Plain, "村村").part(Ink::Title, "abcdef").part(Ink::Dim, "more");
        assert_eq!(line.end(), "村村  a…\n");
        assert_eq!(look.line().put(Ink::Plain, "12345678").end(), "12345678\n");
    }

    #[test]
    fn a_piece_is_cleaned_before_it_is_coloured() {
        let look = Look { colours: true, ..Look::plain(Charset::Unicode) };
        assert_eq!(look.line().put(Ink::Title, "\u{1b}[2J").end(), "\u{1b}[1m�[2J\u{1b}[0m\n");
    }
}
