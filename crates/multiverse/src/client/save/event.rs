//! A canon event on the command line.

use std::str::FromStr;

use multiverse_model::{CanonEvent, CanonEventType, Label};

/// `harvest:The first harvest`, or all of an event as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventArg(pub(super) CanonEvent);

impl FromStr for EventArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with('{') {
            return serde_json::from_str(text).map(Self).map_err(|error| error.to_string());
        }
        let (kind, title) =
            text.split_once(':').ok_or("write it as TYPE:TITLE, as in birth:\"Tom is born\"")?;
        let kind = CanonEventType::try_from(kind.to_owned()).map_err(|error| error.to_string())?;
        let title = Label::new(title.trim()).map_err(|error| error.to_string())?;
        Ok(Self(CanonEvent { kind, title, description: None, day: None, importance: None, entities: None }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_type_and_a_title() {
        let event = "death: Old Tom: the end".parse::<EventArg>().unwrap().0;
        assert_eq!((event.kind.as_str(), event.title.as_str()), ("death", "Old Tom: the end"));
        let json = r#"{"type": "game:boss", "title": "The end", "importance": 90}"#;
        let event = json.parse::<EventArg>().unwrap().0;
        assert_eq!((event.kind.as_str(), event.importance.map(u8::from)), ("game:boss", Some(90)));
        for bad in ["", "death", "Death:x", ":x", "{}", "death:a\u{1b}b"] {
            assert!(bad.parse::<EventArg>().is_err(), "{bad}");
        }
    }
}
