//! What programs read: one JSON document on stdout.

use anyhow::Context;
use serde::Serialize;

use super::look::is_order;
use super::trouble::Trouble;
use crate::terminal;

const CANNOT: &str = "the answer cannot be written as JSON";

/// Prints a value as JSON that people can read too.
pub(super) fn print(value: &impl Serialize) -> Result<(), Trouble> {
    let text = serde_json::to_string_pretty(value).context(CANNOT)?;
    Ok(terminal::print(&format!("{}\n", tame(&text, Ends::Kept)))?)
}

/// An object that is put together member by member.
///
/// Not by `json!`: what a game says of its worlds and entities may have numbers that no program can hold. It is handed on
/// as it is, and `json!` panics at it.
#[derive(Debug)]
pub(super) struct Object {
    members: Vec<String>,
    ends: Ends,
}

impl Object {
    /// One for a document of its own, which people can read too.
    pub(super) fn new() -> Self {
        Self { members: Vec::new(), ends: Ends::Kept }
    }

    /// One on a line.
    pub(super) fn on_a_line() -> Self {
        Self { members: Vec::new(), ends: Ends::Spaces }
    }

    /// Adds a member, whose name has nothing that JSON escapes.
    pub(super) fn with(mut self, name: &str, value: &impl Serialize) -> Result<Self, Trouble> {
        self.members.push(match self.ends {
            Ends::Kept => {
                let value = serde_json::to_string_pretty(value).context(CANNOT)?;
                format!("\n  \"{name}\": {}", value.replace('\n', "\n  "))
            }
            Ends::Spaces => format!("\"{name}\":{}", serde_json::to_string(value).context(CANNOT)?),
        });
        Ok(self)
    }

    /// Its text, with an end of the line.
    pub(super) fn end(self) -> String {
        let gap = if self.ends == Ends::Kept { "\n" } else { "" };
        tame(&format!("{{{}{gap}}}", self.members.join(",")), self.ends) + "\n"
    }

    /// Prints it.
    pub(super) fn print(self) -> Result<(), Trouble> {
        Ok(terminal::print(&self.end())?)
    }
}

/// A value as JSON on one line.
pub(super) fn line(value: &impl Serialize) -> Result<String, Trouble> {
    let text = serde_json::to_string(value).context(CANNOT)?;
    Ok(tame(&text, Ends::Spaces))
}

/// What becomes of ends of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Kept,
    Spaces,
}

/// Escapes the characters that JSON allows and a terminal would obey. Strings have no tabs or ends of lines as such, so
/// those are white space, as somebody else's document has it, and may be spaces.
fn tame(json: &str, ends: Ends) -> String {
    let mut tamed = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\n' if ends == Ends::Kept => tamed.push(c),
            '\n' | '\r' | '\t' => tamed.push(' '),
            c if is_order(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    tamed.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => tamed.push(c),
        }
    }
    tamed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_read_back() {
        let text = "a\u{1b}\u{9b}\u{7f}\u{202e}\u{e0041}\nü";
        let json = line(&text).unwrap();
        assert!(json.chars().all(|c| !is_order(c)), "{json:?}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn an_object_has_its_members_in_order() {
        let raw = multiverse_model::RawJson::new("[1e400,\n2.0]").unwrap();
        let fill = |object: Object| object.with("b", &raw).unwrap().with("a", &[1]).unwrap().end();
        assert_eq!(fill(Object::on_a_line()), "{\"b\":[1e400, 2.0],\"a\":[1]}\n");
        assert_eq!(fill(Object::new()), "{\n  \"b\": [1e400,\n  2.0],\n  \"a\": [\n    1\n  ]\n}\n");
    }

    #[test]
    fn a_document_of_somebody_elses_stays_one_and_fits_on_a_line() {
        let sent = "{\"a\":\t\"x\u{9b}\\n\",\r\n\"b\": 1e400}";
        let raw = multiverse_model::RawJson::new(sent).unwrap();
        assert_eq!(line(&raw).unwrap(), "{\"a\": \"x\\u009b\\n\",  \"b\": 1e400}");
        assert_eq!(tame(sent, Ends::Kept), "{\"a\": \"x\\u009b\\n\", \n\"b\": 1e400}");
    }
}
