//! Several canon events in one tick.

use multiverse_model::{CanonEvent, Description};

/// The most entities that an event names.
const MAX_ENTITIES: usize = 1000;

/// The most characters of a description.
const MAX_DESCRIPTION: usize = 4000;

/// What becomes of several canon events in one tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EventMerge {
    /// One save for the most important, the first of those; the others stand in its description, and what took part in
    /// them among its entities.
    #[default]
    MostImportant,
    /// A save for each, in the order in which they happened.
    Each,
}

impl EventMerge {
    /// The events to save for those of one tick.
    pub(super) fn merge(self, events: Vec<CanonEvent>) -> Vec<CanonEvent> {
        match self {
            Self::Each => events,
            Self::MostImportant => most_important(events).into_iter().collect(),
        }
    }
}

fn most_important(mut events: Vec<CanonEvent>) -> Option<CanonEvent> {
    let importance = |event: &CanonEvent| event.importance.map_or(0, u8::from);
    let highest = events.iter().map(importance).max()?;
    let at = events.iter().position(|event| importance(event) == highest)?;
    let mut chosen = events.remove(at);
    if events.is_empty() {
        return Some(chosen);
    }
    chosen.description = Some(describe(&chosen, &events));
    let mut entities = chosen.entities.take().unwrap_or_default();
    for entity in events.iter().flat_map(|event| event.entities.iter().flatten()) {
        if entities.len() < MAX_ENTITIES && !entities.contains(entity) {
            entities.push(entity.clone());
        }
    }
    chosen.entities = (!entities.is_empty()).then_some(entities);
    Some(chosen)
}

/// The event's own description and a line for each of the others, as far as there is room.
fn describe(chosen: &CanonEvent, others: &[CanonEvent]) -> Description {
    let own = chosen.description.as_ref().map_or("", Description::as_str);
    let mut lines: Vec<String> = if own.is_empty() { Vec::new() } else { vec![own.to_owned()] };
    lines.extend(others.iter().map(|other| format!("Also: {} ({})", other.title, other.kind)));
    let mut text = String::new();
    let mut length = 0;
    for line in lines {
        let added = line.chars().count() + usize::from(!text.is_empty());
        if length + added > MAX_DESCRIPTION {
            break;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line);
        length += added;
    }
    Description::new(text).expect("lines of checked texts, cut to the bound, are a description")
}

#[cfg(test)]
mod tests {
    use multiverse_model::{Importance, Label};

    use super::*;

    fn event(title: &str, importance: u64, entities: &[&str]) -> CanonEvent {
        CanonEvent {
            kind: "birth".to_owned().try_into().unwrap(),
            title: Label::new(title).unwrap(),
            description: None,
            day: None,
            importance: Importance::try_from(importance).ok(),
            entities: Some(entities.iter().map(|entity| Label::new(*entity).unwrap()).collect()),
        }
    }

    #[test]
    fn the_most_important_is_saved_and_tells_of_the_others() {
        let events = vec![event("a", 5, &["x"]), event("b", 9, &["y"]), event("c", 9, &["x", "z"])];
        let merged = EventMerge::MostImportant.merge(events.clone());
        assert_eq!(merged.len(), 1);
        assert_eq!(merged[0].title.as_str(), "b");
        assert_eq!(merged[0].description.as_ref().unwrap().as_str(), "Also: a (birth)\nAlso: c (birth)");
        let entities: Vec<&str> = merged[0].entities.iter().flatten().map(Label::as_str).collect();
        assert_eq!(entities, ["y", "x", "z"]);
        assert_eq!(EventMerge::Each.merge(events.clone()), events);
    }

    #[test]
    fn one_event_stays_as_it_is_and_thousands_fit_their_bounds() {
        let one = event("a", 5, &["x"]);
        assert_eq!(EventMerge::MostImportant.merge(vec![one.clone()]), [one]);
        let many: Vec<_> =
            (0..3000).map(|at| event(&"é".repeat(200), at % 100, &[&at.to_string()])).collect();
        let merged = EventMerge::MostImportant.merge(many).remove(0);
        assert_eq!(merged.entities.unwrap().len(), MAX_ENTITIES);
        assert!(serde_json::to_string(&merged.description).is_ok());
    }
}
