//! `multiverse watch`: what happens, as it happens.

mod news;

use clap::Args;
use futures::StreamExt;
use multiverse_client::Heard;
use multiverse_model::wire::FollowEvents;
use multiverse_model::{EventId, EventType, UniverseId};

use super::options::{ConnectArgs, OutputArgs};
use super::out::Out;
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Only what is about this universe.
    universe: Option<UniverseId>,
    /// Only events of these types, such as snapshot.saved; commas between.
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    types: Vec<EventType>,
    /// Only saves of canon events.
    #[arg(long, conflicts_with = "types")]
    canon: bool,
    /// Begin after this event, which --json names as id; else with what happens from now on.
    #[arg(long, value_name = "ID")]
    since: Option<EventId>,
    /// End after so many events.
    #[arg(short = 'n', long = "number", value_name = "N")]
    number: Option<u64>,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Tells of events until somebody has heard enough. A connection that breaks is made again, and nothing is missed.
///
/// # Errors
/// [`Failure`] if the server is not there at the beginning, or refuses.
pub(crate) fn watch(args: &WatchArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| follow(args, session).await)
}

async fn follow(args: &WatchArgs, session: &Session) -> Result<(), Trouble> {
    // Who follows waits for a server that is away. One that never was there is worth an error.
    match &args.universe {
        Some(universe) => drop(session.client.universe(universe).await?),
        None => session.client.is_alive().await?,
    }
    let query = FollowEvents {
        universe_id: args.universe.clone(),
        types: if args.canon { vec![EventType::SnapshotSaved] } else { args.types.clone() },
        since: args.since,
    };
    let (mut events, mut out, look) = (session.client.events(query), Out::new(), args.output.look());
    let mut left = args.number.unwrap_or(u64::MAX);
    while left > 0 {
        let Some(heard) = events.next().await else { break };
        let heard = heard?;
        if args.canon && !news::is_canon(&heard) {
            continue;
        }
        if matches!(heard, Heard::Reset { .. }) {
            terminal::warn_all(["events were missed; what is known from before may be out of date"]);
        }
        let told = match args.output.json {
            true => Some(news::as_json(&heard)?),
            false => news::as_text(&heard, &look),
        };
        if let Some(told) = told {
            out.put(&told)?;
            // Whoever reads a pipe wants to know of it now.
            out.flush()?;
        }
        left -= u64::from(matches!(heard, Heard::Event(_)));
    }
    Ok(())
}
