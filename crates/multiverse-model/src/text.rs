//! Texts that people write: bounded, and free of control characters.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text that is too long, too short, or has characters that no display shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// Its length in characters is out of bounds.
    #[error("{what} has {min} to {max} characters, not {length}")]
    Length {
        /// What the text is, for the message.
        what: &'static str,
        /// The fewest characters.
        min: usize,
        /// The most characters.
        max: usize,
        /// The characters there were.
        length: usize,
    },
    /// It has a control character; only a description may have tabs and line breaks.
    #[error("{what} has a control character; remove it")]
    Control {
        /// What the text is, for the message.
        what: &'static str,
    },
}

fn check(text: &str, what: &'static str, min: usize, max: usize, lines: bool) -> Result<(), InvalidText> {
    let length = text.chars().count();
    if !(min..=max).contains(&length) {
        return Err(InvalidText::Length { what, min, max, length });
    }
    // NUL above all: PostgreSQL cannot store it in a text.
    if text.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'))) {
        return Err(InvalidText::Control { what });
    }
    Ok(())
}

macro_rules! text_type {
    ($name:ident, $min:tt ..= $max:tt, $what:literal, lines: $lines:literal) => {
        #[doc = concat!("The text of ", $what, ": ", stringify!($min), " to ", stringify!($max), " characters.")]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, min_length = $min, max_length = $max))]
        pub struct $name(String);

        impl $name {
            /// Takes a text if it is within bounds.
            ///
            /// # Errors
            /// [`InvalidText`], with the bounds.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidText> {
                let text = text.into();
                check(&text, $what, $min, $max, $lines)?;
                Ok(Self(text))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidText;

            fn from_str(text: &str) -> Result<Self, InvalidText> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidText;

            fn try_from(text: String) -> Result<Self, InvalidText> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_type!(UniverseName, 1..=200, "a name", lines: false);
text_type!(Description, 0..=4000, "a description", lines: true);
text_type!(DisplayName, 1..=100, "a display name", lines: false);
text_type!(Label, 0..=200, "a label, title or reason", lines: false);
text_type!(EntityId, 1..=200, "an entity's id", lines: false);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_count_characters_not_bytes() {
        assert!(UniverseName::new("é".repeat(200)).is_ok());
        assert_eq!(
            UniverseName::new("é".repeat(201)),
            Err(InvalidText::Length { what: "a name", min: 1, max: 200, length: 201 })
        );
        assert!(UniverseName::new("").is_err());
    }

    #[test]
    fn control_characters_are_refused_but_lines_are_not() {
        assert!(Description::new("two\nlines\tand a tab").is_ok());
        assert!(Label::new("two\nlines").is_err());
        for bad in ["a\0b", "a\u{7f}", "\u{1b}[31m"] {
            assert_eq!(Description::new(bad), Err(InvalidText::Control { what: "a description" }));
        }
    }
}
