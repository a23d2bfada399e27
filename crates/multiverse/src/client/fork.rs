//! `multiverse fork`: starts a universe at a snapshot of another.

use clap::Args;
use multiverse_model::wire::ForkUniverse;
use multiverse_model::{Tick, UniverseId, UniverseName};

use super::json::Object;
use super::look::Ink;
use super::options::{ConnectArgs, OutputArgs};
use super::place::Place;
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::{Exit, Failure};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct ForkArgs {
    /// Where it starts: UNIVERSE@TICK, or UNIVERSE for its head.
    #[arg(value_name = "UNIVERSE[@TICK]")]
    place: Place,
    /// What people call it.
    #[arg(long, value_parser = |text: &str| UniverseName::new(text))]
    name: UniverseName,
    /// Its id; else the server makes one.
    #[arg(long)]
    id: Option<UniverseId>,
    /// Let everybody read and fork it; else it is as the universe that is forked.
    #[arg(long, conflicts_with = "private")]
    public: bool,
    /// Let nobody else see it.
    #[arg(long)]
    private: bool,
    /// Take the last snapshot before the tick if there is none at it.
    #[arg(long)]
    nearest: bool,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Forks a universe. Nothing is copied, whatever the size of the world.
///
/// # Errors
/// [`Failure`] if there is no snapshot at the tick, it has decayed, or nobody is logged in.
pub(crate) fn fork(args: &ForkArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| make(args, session).await)
}

async fn make(args: &ForkArgs, session: &Session) -> Result<(), Trouble> {
    let source = &args.place.universe;
    let fork = ForkUniverse {
        owner_id: session.owner(),
        id: args.id.clone(),
        is_public: (args.public || args.private).then_some(args.public),
        nearest: args.nearest.then_some(true),
        ..ForkUniverse::at(tick(args, session).await?, args.name.clone())
    };
    let forked = session.client.fork(source, fork).await.map_err(|error| session.owned(error))?;
    if args.output.json {
        let object = Object::new().with("universe", &forked.universe)?;
        return object.with("forkedFrom", &forked.forked_from)?.print();
    }
    let look = args.output.look();
    let mut line = look.line();
    let from = format!("{}@{}", forked.forked_from.universe_id, forked.forked_from.snapshot_tick);
    line.put(Ink::Plain, format!("Forked {from} as ")).put(Ink::Name, forked.universe.id.as_str());
    line.put(Ink::Plain, format!(" ({})", forked.universe.name));
    Ok(terminal::print(&line.end())?)
}

async fn tick(args: &ForkArgs, session: &Session) -> Result<Tick, Trouble> {
    if let Some(tick) = args.place.tick {
        return Ok(tick);
    }
    let universe = session.client.universe(&args.place.universe).await?;
    universe.head.map(|head| head.tick).ok_or_else(|| {
        Trouble::told(Exit::NotFound, format!("universe {} has no snapshot yet; save one first", universe.id))
    })
}
