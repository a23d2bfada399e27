//! What programs read: one JSON document on stdout.

use anyhow::Context;
use serde::Serialize;

use super::look::is_order;
use super::trouble::Trouble;
use crate::terminal;

/// Prints a value as JSON that people can read too. What may have a document of somebody else's in it is a struct, never
/// made by `json!`: that reads numbers, and panics at those that it cannot hold.
pub(super) fn print(value: &impl Serialize) -> Result<(), Trouble> {
    let text = serde_json::to_string_pretty(value).context("the answer cannot be written as JSON")?;
    Ok(terminal::print(&format!("{}\n", tame(&text, Ends::Kept)))?)
}

/// A value as JSON on one line.
pub(super) fn line(value: &impl Serialize) -> Result<String, Trouble> {
    let text = serde_json::to_string(value).context("the answer cannot be written as JSON")?;
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
    fn a_document_of_somebody_elses_stays_one_and_fits_on_a_line() {
        let sent = "{\"a\":\t\"x\u{9b}\\n\",\r\n\"b\": 1e400}";
        let raw = multiverse_model::RawJson::new(sent).unwrap();
        assert_eq!(line(&raw).unwrap(), "{\"a\": \"x\\u009b\\n\",  \"b\": 1e400}");
        assert_eq!(tame(sent, Ends::Kept), "{\"a\": \"x\\u009b\\n\", \n\"b\": 1e400}");
    }
}
