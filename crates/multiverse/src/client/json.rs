//! What programs read: one JSON document on stdout.

use anyhow::Context;
use serde::Serialize;

use super::look::is_order;
use super::trouble::Trouble;
use crate::terminal;

/// Prints a value as JSON that people can read too.
pub(super) fn print(value: &impl Serialize) -> Result<(), Trouble> {
    let text = serde_json::to_string_pretty(value).context("the answer cannot be written as JSON")?;
    Ok(terminal::print(&format!("{}\n", tame(&text)))?)
}

/// A value as JSON on one line.
pub(super) fn line(value: &impl Serialize) -> Result<String, Trouble> {
    let text = serde_json::to_string(value).context("the answer cannot be written as JSON")?;
    Ok(tame(&text))
}

/// Escapes the characters that JSON allows and a terminal would obey. Outside of strings JSON has none of them but ends
/// of lines.
fn tame(json: &str) -> String {
    let mut tamed = String::with_capacity(json.len());
    for c in json.chars() {
        if !is_order(c) || c == '\n' {
            tamed.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            tamed.push_str(&format!("\\u{unit:04x}"));
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
}
