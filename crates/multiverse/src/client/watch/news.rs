//! An event as a line.

use multiverse_client::{Heard, News};
use multiverse_model::{Passage, SnapshotEntry, Transit};

use crate::client::entry;
use crate::client::json::Object;
use crate::client::look::{Ink, Line, Look, bytes, time_of_day};
use crate::client::passage::ends;
use crate::client::trouble::Trouble;

/// How wide what happened is.
const VERB: usize = 8;

/// Whether it is a save of a canon event, or concerns everybody.
pub(super) fn is_canon(heard: &Heard) -> bool {
    match heard {
        Heard::Event(event) => {
            matches!(&event.news, News::SnapshotSaved(entry) if entry.canon_event.is_some())
        }
        _ => true,
    }
}

/// An event for programs, as a line: its id and type beside the data that the server sent.
pub(super) fn as_json(heard: &Heard) -> Result<String, Trouble> {
    let line = Object::on_a_line();
    match heard {
        Heard::Event(event) => {
            let line = line.with("id", &event.id)?.with("type", &event.news.kind())?.with("at", &event.at)?;
            Ok(data(line.with("universeId", &event.universe_id)?, &event.news)?.end())
        }
        Heard::Reset { position } => Ok(line.with("type", &"reset")?.with("id", position)?.end()),
        _ => Ok(line.end()),
    }
}

/// Adds what an event has beside its place.
fn data(line: Object, news: &News) -> Result<Object, Trouble> {
    match news {
        News::UniverseCreated(universe) | News::UniverseUpdated(universe) => line.with("universe", universe),
        News::UniverseForked { universe, forked_from } => {
            line.with("universe", universe)?.with("forkedFrom", forked_from)
        }
        News::SnapshotSaved(entry) | News::SnapshotDecayed(entry) => line.with("entry", entry),
        News::PassageCreated(passage) | News::PassageChanged(passage) => line.with("passage", passage),
        News::TransitDeparted(transit) | News::TransitArrived(transit) | News::TransitReturned(transit) => {
            line.with("transit", transit)
        }
        // A deleted universe has no more than its place; nor has what a newer client knows.
        _ => Ok(line),
    }
}

/// An event for people; none for what is told otherwise.
pub(super) fn as_text(heard: &Heard, look: &Look) -> Option<String> {
    let Heard::Event(event) = heard else { return None };
    let (universe, mut line) = (event.universe_id.as_str(), look.line());
    line.put(Ink::Dim, time_of_day(event.at));
    match &event.news {
        News::UniverseCreated(made) => {
            happened(&mut line, "created", universe).part(Ink::Title, made.name.as_str());
            line.part(Ink::Dim, format!("by {}", made.owner_id));
        }
        News::UniverseUpdated(changed) => {
            happened(&mut line, "changed", universe).part(Ink::Title, changed.name.as_str());
        }
        News::UniverseDeleted => {
            happened(&mut line, "deleted", universe);
        }
        News::UniverseForked { universe: fork, forked_from } => {
            happened(&mut line, "forked", &format!("{universe}@{}", forked_from.snapshot_tick));
            line.part(Ink::Plain, "as ")
                .put(Ink::Name, fork.id.as_str())
                .part(Ink::Title, fork.name.as_str());
            line.part(Ink::Dim, format!("by {}", fork.owner_id));
        }
        News::SnapshotSaved(entry) => saved(&mut line, entry, look),
        News::SnapshotDecayed(entry) => {
            happened(&mut line, "decayed", &format!("{universe}@{}", entry.tick));
        }
        News::PassageCreated(made) => passage(&mut line, "created", made, look),
        News::PassageChanged(changed) => passage(&mut line, "changed", changed, look),
        News::TransitDeparted(gone) => transit(&mut line, "departed", gone, look),
        News::TransitArrived(there) => transit(&mut line, "arrived", there, look),
        // Told twice: when it turns back, and when it is back.
        News::TransitReturned(back) if back.state.is_open() => transit(&mut line, "returns", back, look),
        News::TransitReturned(back) => transit(&mut line, "returned", back, look),
        other => {
            happened(&mut line, other.kind().as_str(), universe);
        }
    }
    Some(line.end())
}

/// What happened to what.
fn happened<'l>(line: &'l mut Line, verb: &str, what: &str) -> &'l mut Line {
    line.part(Ink::Plain, format!("{verb:VERB$}")).part(Ink::Name, what)
}

fn saved(line: &mut Line, entry: &SnapshotEntry, look: &Look) {
    happened(line, "saved", &format!("{}@{}", entry.universe_id, entry.tick));
    line.part(Ink::Canon, entry::mark(entry, look));
    if let Some(event) = &entry.canon_event {
        line.put(Ink::Canon, format!(" {}:", event.kind)).put(Ink::Plain, " ");
        line.put(Ink::Title, event.title.as_str());
    } else if let Some(label) = &entry.label {
        line.put(Ink::Plain, " ").put(Ink::Plain, label.as_str());
    }
    if entry.day.get() > 0 {
        line.part(Ink::Dim, format!("day {}", entry.day));
    }
    line.part(Ink::Dim, bytes(entry.file_size));
}

fn passage(line: &mut Line, verb: &str, passage: &Passage, look: &Look) {
    happened(line, verb, passage.id.as_str());
    line.part(Ink::Plain, passage.kind.as_str());
    line.part(Ink::Plain, ends(passage, look)).part(Ink::Title, passage.state.as_str());
}

fn transit(line: &mut Line, verb: &str, transit: &Transit, look: &Look) {
    happened(line, verb, transit.entity_id.as_str());
    let Transit { from_universe_id: from, to_universe_id: to, .. } = transit;
    line.part(Ink::Plain, format!("{from} {} {to}", look.arrow(false)));
    line.part(Ink::Dim, transit.id.as_str());
    line.part(Ink::Dim, transit.reason.as_ref().map_or("", |reason| reason.as_str()));
}
