//! Canon events, also as the earlier implementation wrote them.

use multiverse_model::{CanonEvent, CanonEventType, Label};

use super::members::Members;

/// Reads a canon event; one with `eventType` and `name` too.
///
/// # Errors
/// Why it is none, for the report.
pub(super) fn read(entry: &Members) -> Result<Option<CanonEvent>, String> {
    match entry.optional::<CanonEvent>("canonEvent") {
        Ok(event) => Ok(event),
        Err(reason) => {
            let event = entry.lenient::<Box<serde_json::value::RawValue>>("canonEvent");
            let members = event.and_then(|event| Members::parse(event.get()).ok());
            members.as_ref().and_then(earlier).map(Some).ok_or(reason)
        }
    }
}

/// Makes the best of an event that has other members than ours or breaks a rule of ours.
fn earlier(members: &Members) -> Option<CanonEvent> {
    let kind: String = members.lenient("type").or_else(|| members.lenient("eventType"))?;
    let title: Option<String> = members.lenient("title").or_else(|| members.lenient("name"));
    let entities: Option<Vec<String>> = members.lenient("entities");
    let importance = members.rounded("importance").map(|value| value.min(100));
    Some(CanonEvent {
        kind: kind_of(&kind)?,
        title: label(&title.unwrap_or_default())?,
        description: members.lenient("description"),
        day: members.rounded("day").and_then(|day| day.try_into().ok()),
        importance: importance.and_then(|value| value.try_into().ok()),
        entities: entities.map(|all| all.iter().take(1000).filter_map(|entity| label(entity)).collect()),
    })
}

/// `First Harvest` is `first_harvest` to us.
fn kind_of(text: &str) -> Option<CanonEventType> {
    let lower = text.to_ascii_lowercase();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:.-".contains(c);
    let kind: String = lower.chars().map(|c| if allowed(c) { c } else { '_' }).take(64).collect();
    CanonEventType::try_from(kind).ok()
}

fn label(text: &str) -> Option<Label> {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    Label::new(shown).ok()
}
