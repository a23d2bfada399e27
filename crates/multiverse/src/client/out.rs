//! Output that goes out piece by piece, however long it becomes.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use serde::Serialize;

use super::json;
use super::trouble::Trouble;

/// Stdout. On a terminal each piece is seen at once; a pipe gets more at a time.
pub(super) struct Out {
    stdout: BufWriter<Stdout>,
    is_terminal: bool,
}

impl Out {
    pub(super) fn new() -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        Self { stdout: BufWriter::new(stdout), is_terminal }
    }

    /// Writes a piece.
    pub(super) fn put(&mut self, text: &str) -> Result<(), Trouble> {
        self.stdout.write_all(text.as_bytes())?;
        if self.is_terminal { self.flush() } else { Ok(()) }
    }

    /// Sees to it that everything is out.
    pub(super) fn flush(&mut self) -> Result<(), Trouble> {
        Ok(self.stdout.flush()?)
    }
}

/// A JSON document with a list in it that is written item by item, each on a line.
pub(super) struct JsonList<'o> {
    out: &'o mut Out,
    is_empty: bool,
}

impl<'o> JsonList<'o> {
    /// Begins the document with its list, which is its member `name`.
    pub(super) fn begin(out: &'o mut Out, name: &str) -> Result<Self, Trouble> {
        out.put(&format!("{{\"{name}\": ["))?;
        Ok(Self { out, is_empty: true })
    }

    /// Adds an item.
    pub(super) fn push(&mut self, item: &impl Serialize) -> Result<(), Trouble> {
        let separator = if std::mem::take(&mut self.is_empty) { "\n" } else { ",\n" };
        self.out.put(&format!("{separator}{}", json::line(item)?))
    }

    /// Ends the list and the document, whose further members are those of `rest`, an object with some.
    pub(super) fn end(self, rest: &impl Serialize) -> Result<(), Trouble> {
        let rest = json::line(rest)?;
        let members = rest.strip_prefix('{').unwrap_or(&rest);
        self.out.put(&format!("{}], {members}\n", if self.is_empty { "" } else { "\n" }))?;
        self.out.flush()
    }
}
