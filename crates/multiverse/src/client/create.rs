//! `multiverse create`: makes a universe.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use multiverse_model::wire::CreateUniverse;
use multiverse_model::{Description, MAX_CONFIG_BYTES, UniverseConfig, UniverseId, UniverseName};

use super::json::Object;
use super::look::Ink;
use super::options::{ConnectArgs, OutputArgs};
use super::read::read_at_most;
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::{Exit, Failure};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// What people call it.
    #[arg(value_parser = |text: &str| UniverseName::new(text))]
    name: UniverseName,
    /// Its id; else the server makes one.
    #[arg(long)]
    id: Option<UniverseId>,
    /// Let everybody read and fork it.
    #[arg(long)]
    public: bool,
    /// A text for people.
    #[arg(long, value_name = "TEXT", value_parser = |text: &str| Description::new(text))]
    description: Option<Description>,
    /// A file with the game's settings of the universe, a JSON object.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Makes a universe without a history.
///
/// # Errors
/// [`Failure`] if the id is taken, or nobody is logged in.
pub(crate) fn create(args: &CreateArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| make(args, session).await)
}

async fn make(args: &CreateArgs, session: &Session) -> Result<(), Trouble> {
    let universe = CreateUniverse {
        id: args.id.clone(),
        owner_id: session.owner(),
        is_public: Some(args.public),
        description: args.description.clone(),
        config: args.config.as_deref().map(config).transpose()?,
        ..CreateUniverse::named(args.name.clone())
    };
    let made = session.client.create_universe(universe).await.map_err(|error| session.owned(error))?;
    if args.output.json {
        return Object::new().with("universe", &made)?.print();
    }
    let look = args.output.look();
    let mut line = look.line();
    line.put(Ink::Plain, "Created ").put(Ink::Name, made.id.as_str());
    line.put(Ink::Plain, format!(" ({}), {}", made.name, if made.is_public { "public" } else { "private" }));
    Ok(terminal::print(&line.end())?)
}

fn config(path: &Path) -> Result<UniverseConfig, Trouble> {
    let most = u64::try_from(MAX_CONFIG_BYTES).unwrap_or(u64::MAX);
    let text = read_at_most(path, most)?;
    let config = serde_json::from_slice(&text).with_context(|| format!("{} is no config", path.display()));
    config.map_err(|error| Failure::Told(Exit::Usage, error).into())
}
