//! `multiverse arrive`: takes a traveller in.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use multiverse_client::ClientError;
use multiverse_model::wire::ArriveRequest;
use multiverse_model::{RawJson, Tick, Transit, TransitEnd, TransitId, UniverseId};

use super::json::Object;
use super::look::{Charset, Ink, clean};
use super::options::{ConnectArgs, OutputArgs};
use super::out_file::{Existing, Named, OutFile};
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::{Exit, Failure};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct ArriveArgs {
    /// The trip, as arrivals lists it.
    transit: TransitId,
    /// The universe that takes the traveller in. Who is due elsewhere by now is refused.
    #[arg(short, long, value_name = "ID")]
    universe: UniverseId,
    /// The clock of that universe, which tells in which snapshots, and so in which forks, the entity is.
    #[arg(short, long)]
    tick: Option<Tick>,
    /// The file to write the entity to; - for stdout. Without it, the entity is not written.
    #[arg(short, long = "output", value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Replace the file if it is there.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Takes a traveller in where it is due. Its file is on stable storage before the server is told, so that it is lost
/// nowhere; if the server refuses, the file is taken back, so that it is doubled nowhere.
///
/// # Errors
/// [`Failure`] if the traveller is not due there, or the player may not receive there.
pub(crate) fn arrive(args: &ArriveArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| take_in(args, session).await)
}

/// Where the entity goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place<'a> {
    Nowhere,
    Stdout,
    File(&'a Path),
}

impl<'a> Place<'a> {
    fn of(args: &'a ArriveArgs) -> Result<Self, Trouble> {
        match args.output_file.as_deref() {
            None => Ok(Self::Nowhere),
            Some(path) if path.as_os_str() != "-" => Ok(Self::File(path)),
            Some(_) if !args.output.json => Ok(Self::Stdout),
            Some(_) => {
                let sentence =
                    "both --json and the entity want stdout; write it to a file, or leave --json out";
                Err(Trouble::told(Exit::Usage, sentence))
            }
        }
    }
}

async fn take_in(args: &ArriveArgs, session: &Session) -> Result<(), Trouble> {
    let place = Place::of(args)?;
    let before = session.client.transit(&args.transit).await?;
    is_due(args, &before)?;
    let entity = match place {
        Place::Nowhere => None,
        Place::Stdout | Place::File(_) => Some(entity(&before)?),
    };
    let file = match (place, entity) {
        (Place::File(path), Some(entity)) => Some(write(args, path, entity)?),
        _ => None,
    };
    let arrival = ArriveRequest { universe_id: Some(args.universe.clone()), tick: args.tick };
    let settled = match session.client.arrive(&args.transit, arrival).await {
        Ok(settled) => settled,
        Err(error) => return Err(unsettled(place, file, error)),
    };
    let is_new = before.state.is_open();
    if !is_new {
        warn_of_repeat(&settled);
    }
    match (place, entity) {
        (Place::Stdout, Some(entity)) => print(entity),
        _ => tell(args, place, &settled, is_new),
    }
}

/// Before anything is written: who names the wrong universe should not find a file.
fn is_due(args: &ArriveArgs, transit: &Transit) -> Result<(), Trouble> {
    if *transit.due_universe() == args.universe {
        return Ok(());
    }
    let verb = if transit.state.is_open() { "is due in" } else { "was taken in by" };
    let sentence = format!(
        "{} is not due in {}: it {verb} {} ({})",
        transit.entity_id,
        args.universe,
        transit.due_universe(),
        transit.state
    );
    Err(Trouble::told(Exit::Conflict, clean(&sentence, Charset::Unicode)))
}

fn entity(transit: &Transit) -> Result<&RawJson, Trouble> {
    transit.entity.as_ref().ok_or_else(|| {
        let sentence = format!(
            "the entity of {} is not there: it is shown to editors of its two universes, until 30 days after it was settled",
            transit.id
        );
        Trouble::told(Exit::NotFound, sentence)
    })
}

fn write(args: &ArriveArgs, path: &Path, entity: &RawJson) -> Result<Named, Trouble> {
    // A file with this very entity is there if this command is repeated because the machine stopped.
    let existing = if args.force { Existing::Replaced } else { Existing::KeptIfSame };
    OutFile::begin(path, existing)?.fill(entity.as_str().as_bytes())
}

/// What becomes of the file if the server did not say that the traveller is there.
fn unsettled(place: Place<'_>, file: Option<Named>, error: ClientError) -> Trouble {
    if error.is_permanent() {
        let taken_back = file.map_or(Ok(()), Named::take_back);
        return taken_back.err().unwrap_or_else(|| error.into());
    }
    let end = match place {
        Place::File(path) => format!(" before you use {}", path.display()),
        Place::Stdout | Place::Nowhere => String::new(),
    };
    Trouble::advised(error, format!("whether it arrived is not known: repeat the command{end}"))
}

fn warn_of_repeat(settled: &Transit) {
    let sentence = format!("{} was taken in before; take care not to have it twice", settled.entity_id);
    terminal::warn_all([clean(&sentence, Charset::Unicode)]);
}

/// After it was settled: who reads it may act on it at once. If nobody does, a repeat shows it again.
fn print(entity: &RawJson) -> Result<(), Trouble> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(entity.as_str().as_bytes())?;
    Ok(stdout.flush()?)
}

fn tell(args: &ArriveArgs, place: Place<'_>, settled: &Transit, is_new: bool) -> Result<(), Trouble> {
    let file = match place {
        Place::File(path) => Some(path.display().to_string()),
        Place::Stdout | Place::Nowhere => None,
    };
    if args.output.json {
        let object = Object::new().with("transit", settled)?.with("file", &file)?;
        return object.with("isNew", &is_new)?.print();
    }
    let mut line = args.output.look().line();
    line.put(Ink::Title, settled.entity_id.as_str());
    line.put(
        Ink::Plain,
        match settled.state.due() {
            TransitEnd::To => " arrived in ",
            TransitEnd::From => " is back in ",
        },
    );
    line.put(Ink::Name, settled.due_universe().as_str());
    line.put(Ink::Plain, file.map(|file| format!(", in {file}")).unwrap_or_default());
    Ok(terminal::print(&line.end())?)
}
