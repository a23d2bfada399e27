//! JSON in a header.

use std::fmt::Write as _;

use serde::Serialize;

use crate::client::error::ClientError;

/// A value as JSON with every character that a header cannot carry as a `\u` escape.
pub(super) fn ascii_json(value: &impl Serialize) -> Result<String, ClientError> {
    let json = serde_json::to_string(value)
        .map_err(|error| ClientError::Unsendable(format!("the canon event is no JSON: {error}")))?;
    let mut ascii = String::with_capacity(json.len());
    for c in json.chars() {
        // DEL is ASCII and yet no character of a header.
        if c.is_ascii() && c != '\u{7f}' {
            ascii.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(ascii, "\\u{unit:04x}");
        }
    }
    Ok(ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_header_cannot_carry_is_escaped_and_read_back() {
        let text = "Ä\u{7f}🌾\"\\\n";
        let ascii = ascii_json(&text).unwrap();
        assert!(ascii.bytes().all(|b| (b' '..0x7f).contains(&b)), "{ascii}");
        assert_eq!(serde_json::from_str::<String>(&ascii).unwrap(), text);
    }
}
