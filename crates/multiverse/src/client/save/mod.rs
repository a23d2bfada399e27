//! `multiverse save`: a document into a universe's timeline.

mod clock;
mod event;
mod parent;
mod tell;

use std::path::PathBuf;

use bytes::Bytes;
use clap::{Args, ValueEnum};
use multiverse_client::{Upload, Uploaded};
use multiverse_model::wire::OnConflict;
use multiverse_model::{Day, Label, SnapshotType, Tick, UniverseId};

use super::kept::Kept;
use super::options::{ConnectArgs, OutputArgs};
use super::read;
use super::session::{self, Session};
use super::transfer::TransferBar;
use super::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;
use event::EventArg;
use parent::{Extended, ParentArg};

#[derive(Debug, Args)]
pub(crate) struct SaveArgs {
    /// The document; - for stdin.
    file: PathBuf,
    /// The universe to save it to.
    #[arg(short, long, value_name = "ID")]
    universe: UniverseId,
    /// The universe's clock; else that in a JSON document: `universes[0].time.universeTick`, or `tick`.
    #[arg(short, long)]
    tick: Option<Tick>,
    /// The universe's day; else that beside the clock in a JSON document.
    #[arg(short, long)]
    day: Option<Day>,
    /// Why it is saved: manual, or canonical with an event, if nothing is said.
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    kind: Option<Kind>,
    /// What happened, for which it is kept for ever: its type to the first colon and its title; or a JSON object.
    #[arg(long, value_name = "TYPE:TITLE", required_if_eq("kind", "canonical"))]
    event: Option<EventArg>,
    /// Your own name for it.
    #[arg(short, long, value_parser = |text: &str| Label::new(text))]
    label: Option<Label>,
    /// What it extends: head, a tick, a checksum; or none, to save it whatever the head is.
    #[arg(long, default_value = "head")]
    parent: ParentArg,
    /// What to do if the parent is not the head any more: refuse it, or fork the universe at the parent.
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    on_conflict: Conflict,
    /// The document's media type; else as the file's name tells.
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// Send the document whole, and keep no copy of it here to send no more than what changed the next time.
    #[arg(long)]
    whole: bool,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// By the clock.
    Auto,
    /// By the player.
    Manual,
    /// By an event.
    Canonical,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Conflict {
    /// Saves nothing.
    #[default]
    Refuse,
    /// Saves to a new fork.
    Fork,
}

/// Saves a document. When it succeeds the document is on the server's stable storage.
///
/// # Errors
/// [`Failure`] if histories diverged, the player may not save there, or the document cannot be read.
pub(crate) fn save(args: &SaveArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| send(args, session).await)
}

async fn send(args: &SaveArgs, session: &Session) -> Result<(), Trouble> {
    let bytes = Bytes::from(read::document(&args.file)?);
    let When { tick, day, is_json } = when(args, &bytes)?;
    let parent = args.parent.resolve(&session.client, &args.universe).await?;
    let kept = if args.whole { Kept::nowhere() } else { Kept::of_this_user() };
    let upload = Upload {
        base: parent.as_ref().and_then(|parent| kept.base(parent.checksum)),
        day,
        kind: kind(args),
        canon_event: args.event.as_ref().map(|event| event.0.clone()),
        label: args.label.clone(),
        parent: parent.as_ref().map(|parent| parent.checksum),
        on_conflict: match args.on_conflict {
            Conflict::Refuse => OnConflict::Refuse,
            Conflict::Fork => OnConflict::Fork,
        },
        content_type: content_type(args, is_json),
        ..Upload::new(tick, bytes.clone())
    };
    let uploaded = transfer(args, session, upload, parent.as_ref()).await?;
    kept.keep(uploaded.entry.checksum, &bytes);
    tell::tell(&args.output, &uploaded)
}

async fn transfer(
    args: &SaveArgs,
    session: &Session,
    upload: Upload,
    parent: Option<&Extended>,
) -> Result<Uploaded, Trouble> {
    let bar = TransferBar::new("saving");
    let (tick, on_conflict) = (upload.tick, upload.on_conflict);
    let upload = Upload { progress: Some(bar.progress()), ..upload };
    let uploaded = session.client.upload(&args.universe, upload).await;
    bar.remove();
    uploaded.map_err(|error| parent::diverged(error, &args.universe, parent, tick, on_conflict))
}

/// The clock and the day, as they were said or as the document has them.
struct When {
    tick: Tick,
    day: Option<Day>,
    /// Whether the document was read, and so is known to be JSON.
    is_json: bool,
}

fn when(args: &SaveArgs, bytes: &[u8]) -> Result<When, Trouble> {
    if let Some(tick) = args.tick {
        return Ok(When { tick, day: args.day, is_json: false });
    }
    let found = clock::find(bytes)?;
    terminal::note(&format_args!("tick {}, as the document says at {}", found.tick, found.place));
    Ok(When { tick: found.tick, day: args.day.or(found.day), is_json: true })
}

fn kind(args: &SaveArgs) -> Option<SnapshotType> {
    match args.kind {
        Some(Kind::Auto) => Some(SnapshotType::Auto),
        Some(Kind::Manual) => Some(SnapshotType::Manual),
        Some(Kind::Canonical) => Some(SnapshotType::Canonical),
        None if args.event.is_some() => Some(SnapshotType::Canonical),
        None => Some(SnapshotType::Manual),
    }
}

/// What was said, or what the document or the file's name tells.
fn content_type(args: &SaveArgs, is_json: bool) -> String {
    if let Some(said) = &args.content_type {
        return said.clone();
    }
    let is_named = args.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_json || is_named { "application/json" } else { "application/octet-stream" }.to_owned()
}
