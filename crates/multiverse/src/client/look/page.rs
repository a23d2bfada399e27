//! A page about one thing: a heading, and lines of names and values.

use super::{Ink, Look};

/// The column at which values begin.
const VALUES: usize = 11;

/// A page that is put together line by line.
#[derive(Debug)]
pub(in crate::client) struct Page<'l> {
    look: &'l Look,
    text: String,
}

impl<'l> Page<'l> {
    /// An empty one.
    pub(in crate::client) fn new(look: &'l Look) -> Self {
        Self { look, text: String::new() }
    }

    /// Adds a heading.
    pub(in crate::client) fn head(&mut self, mark: &str, id: &str, title: &str) {
        let mut line = self.look.line();
        if !mark.is_empty() {
            line.put(Ink::Canon, mark).put(Ink::Plain, " ");
        }
        self.text.push_str(&line.put(Ink::Name, id).part(Ink::Title, title).end());
    }

    /// Adds a value with its name; nothing if it is empty.
    pub(in crate::client) fn row(&mut self, name: &str, value: impl AsRef<str>) {
        // Only descriptions have several lines.
        for (index, value) in value.as_ref().lines().enumerate() {
            let mut line = self.look.line();
            line.put(Ink::Dim, if index == 0 { name } else { "" }).column(VALUES);
            self.text.push_str(&line.put(Ink::Plain, value).end());
        }
    }

    /// Its text.
    pub(in crate::client) fn end(self) -> String {
        self.text
    }
}
