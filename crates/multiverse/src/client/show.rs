//! `multiverse show`: a universe, or one of its snapshots.

use clap::Args;
use multiverse_client::ClientError;
use multiverse_model::wire::PageQuery;
use multiverse_model::{Limit, SnapshotEntry, SnapshotType, Universe};

use super::entry;
use super::json::Object;
use super::look::{Look, Page, ago, bytes, counted, date, now};
use super::options::{ConnectArgs, OutputArgs};
use super::place::Place;
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The snapshot: UNIVERSE@TICK; or UNIVERSE, for the universe and its head.
    #[arg(value_name = "UNIVERSE[@TICK]")]
    place: Place,
    /// Take the last snapshot before the tick if there is none at it.
    #[arg(long)]
    nearest: bool,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Shows a universe or a snapshot; not the document.
///
/// # Errors
/// [`Failure`] if there is no such thing, or it is hidden.
pub(crate) fn show(args: &ShowArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| look_up(args, session).await)
}

async fn look_up(args: &ShowArgs, session: &Session) -> Result<(), Trouble> {
    let client = &session.client;
    let universe = client.universe(&args.place.universe).await?;
    let tick = args.place.tick.or(universe.head.as_ref().map(|head| head.tick));
    let entry = match tick {
        Some(tick) => Some(entry::find(client, &universe.id, tick, args.nearest).await?),
        None => None,
    };
    let forks = match &entry {
        Some(entry) => forks_at(entry, session).await?,
        None => Vec::new(),
    };
    if args.output.json {
        let object = Object::new().with("universe", &universe)?.with("entry", &entry)?;
        return object.with("forks", &forks)?.print();
    }
    let look = args.output.look();
    let mut text = String::new();
    if args.place.tick.is_none() {
        text.push_str(&about_universe(&universe, &look));
    }
    if let Some(entry) = entry {
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(gap);
        text.push_str(&about_entry(&entry, &universe, &forks, &look));
    }
    Ok(terminal::print(&text)?)
}

/// The forks that begin at an entry, of the newest that its universe has.
async fn forks_at(entry: &SnapshotEntry, session: &Session) -> Result<Vec<Universe>, Trouble> {
    let query = PageQuery { limit: Some(Limit::MAX), cursor: None };
    let mut forks = match session.client.forks(&entry.universe_id, query).await {
        Ok(page) => page.forks,
        // An ancestor that was deleted has a history and nothing else.
        Err(ClientError::NotFound(_)) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    forks.retain(|fork| fork.fork_of.as_ref().is_some_and(|from| from.snapshot_tick == entry.tick));
    Ok(forks)
}

fn about_universe(universe: &Universe, look: &Look) -> String {
    let mut page = Page::new(look);
    page.head("", universe.id.as_str(), universe.name.as_str());
    let access = if universe.is_public { "public" } else { "private" };
    page.row("Owner", format!("{}, {access}", universe.owner_id));
    page.row("Created", format!("{} ({})", date(universe.created_at), ago(universe.created_at, now())));
    if let Some(from) = &universe.fork_of {
        page.row("Fork of", format!("{}@{}", from.universe_id, from.snapshot_tick));
    }
    let saves = counted(universe.snapshot_count, "save", "saves");
    page.row("Timeline", format!("{saves}, {} canonical", universe.canonical_event_count));
    page.row("Visitors", universe.visitor_policy.as_str());
    if let Some(description) = &universe.description {
        page.row("About", description.as_str());
    }
    if let Some(config) = &universe.config {
        page.row("Config", serde_json::to_string(config).unwrap_or_default());
    }
    page.end()
}

fn about_entry(entry: &SnapshotEntry, universe: &Universe, forks: &[Universe], look: &Look) -> String {
    let mut page = Page::new(look);
    let id = format!("{}@{}", entry.universe_id, entry.tick);
    page.head(entry::mark(entry, look), &id, &entry.title);
    if let Some(event) = &entry.canon_event {
        page.row("Event", event.kind.as_str());
        page.row("", event.description.as_ref().map_or("", |text| text.as_str()));
        let entities: Vec<&str> = event.entities.iter().flatten().map(|entity| entity.as_str()).collect();
        page.row("Entities", entities.join(", "));
    }
    if entry.universe_id != universe.id {
        page.row("Seen from", universe.id.as_str());
    }
    page.row("Day", entry.day.to_string());
    page.row("Saved", format!("{} ({})", date(entry.timestamp), ago(entry.timestamp, now())));
    page.row("Type", entry.kind.as_str());
    page.row("Label", entry.label.as_ref().map_or("", |label| label.as_str()));
    page.row(
        "Document",
        format!(
            "{} of {}, stored in {}",
            bytes(entry.file_size),
            entry.content_type,
            bytes(entry.stored_size)
        ),
    );
    page.row("Checksum", entry.checksum.to_string());
    page.row("Parent", entry.parent.map(|parent| parent.to_string()).unwrap_or_default());
    page.row("Kept", kept(entry));
    for (index, fork) in forks.iter().enumerate() {
        page.row(if index == 0 { "Forks" } else { " " }, format!("{} ({})", fork.id, fork.name));
    }
    page.end()
}

fn kept(entry: &SnapshotEntry) -> String {
    let policy = &entry.decay_policy;
    match policy.decay_after_ticks {
        _ if !entry.has_snapshot => "decayed: the document is gone".to_owned(),
        _ if entry.kind == SnapshotType::Canonical || policy.never_decay == Some(true) => {
            "for ever".to_owned()
        }
        Some(after) => format!("until tick {}", entry.tick.get().saturating_add(after.get())),
        None => "as long as the universe".to_owned(),
    }
}
