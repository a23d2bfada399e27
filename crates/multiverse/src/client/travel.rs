//! `multiverse travel`: sends an entity through a passage.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use multiverse_client::{ClientError, IdempotencyKey};
use multiverse_model::wire::{RefusedItem, TravelAnswer, TravelRequest};
use multiverse_model::{Direction, EntityId, PassageId, ProblemType, RawJson, Tick};

use super::json::Object;
use super::look::{Charset, Ink, clean, counted};
use super::options::{ConnectArgs, OutputArgs};
use super::out_file::{Existing, OutFile};
use super::session::{self, Session};
use super::trouble::{Trouble, phrase};
use super::{json, read};
use crate::failure::{Exit, Failure};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct TravelArgs {
    /// The passage to go through.
    passage: PassageId,
    /// The game's id of the entity, which it keeps wherever it goes.
    #[arg(value_name = "ENTITY_ID", value_parser = |text: &str| EntityId::new(text))]
    entity: EntityId,
    /// The entity, a JSON document; - for stdin.
    file: PathBuf,
    /// Go from the passage's target to its source.
    #[arg(long)]
    reverse: bool,
    /// The clock of the universe that it leaves, which tells in which snapshots, and so in which forks, it is.
    #[arg(short, long)]
    tick: Option<Tick>,
    /// Leave behind the items that cannot cross, rather than to be refused.
    #[arg(long)]
    leave_behind: bool,
    /// Write those items to this file, a JSON array; else they are printed.
    #[arg(long, value_name = "FILE", requires = "leave_behind")]
    left_behind: Option<PathBuf>,
    /// Replace the file if it is there.
    #[arg(long, requires = "left_behind")]
    force: bool,
    /// Names this departure, for 24 hours: the same command with the same key sends the entity once, however often it is
    /// run; else one is made up, which makes repeats safe within this command only.
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<IdempotencyKey>,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Sends an entity. When it succeeds the entity is under way, and no longer in the universe that it left.
///
/// # Errors
/// [`Failure`] if the passage is not open for it, items cannot cross, or the entity is elsewhere.
pub(crate) fn travel(args: &TravelArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| depart(args, session).await)
}

async fn depart(args: &TravelArgs, session: &Session) -> Result<(), Trouble> {
    let travel = TravelRequest {
        entity_id: args.entity.clone(),
        entity: entity(&args.file)?,
        direction: args.reverse.then_some(Direction::Reverse),
        tick: args.tick,
        leave_behind: args.leave_behind.then_some(true),
    };
    // Before anything is sent: what is left behind must have a place.
    let file = args.left_behind.as_deref().map(|path| OutFile::begin(path, existing(args))).transpose()?;
    let key = match &args.idempotency_key {
        Some(key) => key.clone(),
        None => IdempotencyKey::random()?,
    };
    let sent = session.client.with_key(key.clone()).depart(&args.passage, travel).await;
    let answer = sent.map_err(|error| refused(args, &key, error))?;
    let Some(file) = file else { return tell(args, &answer, true) };
    let written = json::line(&answer.left_behind).and_then(|text| file.fill(format!("{text}\n").as_bytes()));
    // It has left: if there is no place for its things after all, they are shown rather than lost.
    tell(args, &answer, written.is_err())?;
    written.map(drop).map_err(|trouble| unwritten(args, trouble))
}

/// A departure that was done is not told by the exit code of one that was refused.
fn unwritten(args: &TravelArgs, trouble: Trouble) -> Trouble {
    let context = format!("{} has left, and what stayed behind is only shown", args.entity);
    match trouble {
        Trouble::Here(Failure::Told(_, error) | Failure::Work(error)) => error.context(context).into(),
        other => other,
    }
}

/// Who names a key may repeat a command that wrote the file already.
fn existing(args: &TravelArgs) -> Existing {
    match &args.idempotency_key {
        _ if args.force => Existing::Replaced,
        Some(_) => Existing::KeptIfSame,
        None => Existing::Refused,
    }
}

fn entity(path: &Path) -> Result<RawJson, Trouble> {
    let name = if path.as_os_str() == "-" { "stdin".to_owned() } else { path.display().to_string() };
    let entity = serde_json::from_slice(&read::document(path)?);
    let entity = entity.with_context(|| format!("{name} is no JSON document"));
    entity.map_err(|error| Failure::Told(Exit::Usage, error).into())
}

/// What a refusal means: which items are in the way, or how to find out whether the entity has left.
fn refused(args: &TravelArgs, key: &IdempotencyKey, error: ClientError) -> Trouble {
    if error.kind() == Some(ProblemType::CannotCross) {
        return cannot_cross(args, &error).unwrap_or_else(|trouble| trouble);
    }
    if error.is_permanent() {
        return error.into();
    }
    let (entity, key) = (&args.entity, key.as_str());
    Trouble::advised(
        error,
        format!(
            "whether {entity} has left is not known: find out by the same command with --idempotency-key {key}"
        ),
    )
}

/// Lists the items that are in the way.
fn cannot_cross(args: &TravelArgs, error: &ClientError) -> Result<Trouble, Trouble> {
    let items = error.refused_items();
    let more = error.problem().and_then(|problem| problem.members.get("more")?.as_u64()).unwrap_or_default();
    if args.output.json {
        Object::new().with("refused", &items)?.with("more", &more)?.print()?;
    }
    for RefusedItem { path, reason, .. } in &items {
        let place = if path.is_empty() { "the entity itself" } else { path };
        terminal::note(&clean(&format!("{place}: {}", phrase(reason)), Charset::Unicode));
    }
    let count = more.saturating_add(items.len().try_into().unwrap_or(u64::MAX));
    let advice = match items.iter().any(|item| item.path.is_empty()) {
        true => "change it, or choose another universe",
        false => "take them out, or leave them behind with --leave-behind",
    };
    let sentence = format!("{} of {} cannot cross; {advice}", counted(count, "item", "items"), args.entity);
    Ok(Trouble::told(Exit::Refused, sentence))
}

fn tell(args: &TravelArgs, answer: &TravelAnswer, has_items: bool) -> Result<(), Trouble> {
    let TravelAnswer { transit, left_behind, .. } = answer;
    if args.output.json {
        return Object::new().with("transit", transit)?.with("leftBehind", left_behind)?.print();
    }
    let mut line = args.output.look().line();
    line.put(Ink::Title, transit.entity_id.as_str()).put(Ink::Plain, " left ");
    line.put(Ink::Name, transit.from_universe_id.as_str()).put(Ink::Plain, " for ");
    line.put(Ink::Name, transit.to_universe_id.as_str()).put(Ink::Plain, format!(" ({})", transit.id));
    let mut text = line.end();
    if !left_behind.is_empty() {
        let count = left_behind.len().try_into().unwrap_or(u64::MAX);
        let end = if has_items { ":".to_owned() } else { place(args) };
        text.push_str(&format!("{} stayed behind{end}\n", counted(count, "item", "items")));
    }
    for item in left_behind.iter().filter(|_| has_items) {
        text.push_str(&format!("{}\n", json::line(item)?));
    }
    Ok(terminal::print(&text)?)
}

fn place(args: &TravelArgs) -> String {
    args.left_behind.as_ref().map(|path| format!(", in {}", path.display())).unwrap_or_default()
}
