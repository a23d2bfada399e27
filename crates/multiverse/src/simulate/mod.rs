//! `multiverse simulate`: the demo's villages as a load on any server.

mod crowd;
mod latencies;
mod load;
mod onlooker;
mod pace;
mod summary;
mod tally;
mod target;

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, anyhow};
use clap::Args;
use multiverse_client::{ClientError, MultiverseClient};

use crate::failure::{Exit, Failure};
use crate::logging::{self, LogFilter, LogFormat};
use crate::players::{DayBar, Lived, on_a_thread, perform};
use crate::signals::Signals;
use crate::stopping::Stopping;
use crate::terminal;
use crowd::Crowd;
use load::Load;
use onlooker::Stage;
use pace::Pace;
use summary::Summary;
use target::Target;

/// How large the load is, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// The server's address, such as http://127.0.0.1:3001.
    #[arg(long, value_name = "URL")]
    server: String,
    /// Load a server that is not on this machine. Ask whoever runs it first.
    #[arg(long)]
    yes_load_a_remote_server: bool,
    #[command(flatten)]
    load: Load,
    /// Play as the player of this token rather than register new ones; may be given for several players.
    #[arg(long = "token", value_name = "TOKEN", conflicts_with = "players", hide_env_values = true)]
    tokens: Vec<String>,
    /// Days that all villages together live in a second; 0 for as many as can be.
    #[arg(long, visible_alias = "rate", value_name = "DAYS", default_value_t = 0.0, value_parser = pace::parse)]
    days_per_second: f64,
    /// Print the summary as JSON.
    #[arg(long)]
    json: bool,
}

/// Lets villages live through the client on a server, as games do, and says what that took.
///
/// # Errors
/// [`Failure`] if nothing could be begun, or if something went wrong on the way.
pub(crate) fn simulate(args: &SimulateArgs) -> Result<(), Failure> {
    logging::start(&LogFilter::warnings(), LogFormat::default());
    let runtime = tokio::runtime::Runtime::new().context("the async runtime cannot start")?;
    let ended = runtime.block_on(run_until_stopped(args));
    if matches!(ended, Err(Failure::Interrupted)) {
        // Dropping the runtime would wait for villages that nobody wants to wait for any more.
        runtime.shutdown_background();
    }
    let summary = ended?;
    terminal::print(&if args.json { summary.to_json()? } else { summary.to_text() })?;
    match summary.errors {
        0 => Ok(()),
        errors => Err(anyhow!("{errors} things went wrong; the summary has the first of them").into()),
    }
}

/// The first signal ends the load, which then says what it came to; the second does not wait for that.
async fn run_until_stopped(args: &SimulateArgs) -> Result<Summary, Failure> {
    let mut signals = Signals::install().context("signals cannot be handled")?;
    let (stop, stopping) = Stopping::new();
    let running = run(args, stopping);
    tokio::pin!(running);
    tokio::select! {
        ended = &mut running => return ended.map_err(failure),
        _ = signals.next() => {
            // The receiver is gone only if the load has ended, which the next select sees.
            let _ = stop.send(true);
        }
    }
    tokio::select! {
        ended = &mut running => Ok(Summary { interrupted: true, ..ended.map_err(failure)? }),
        _ = signals.next() => Err(Failure::Interrupted),
    }
}

/// How a load that did not begin ends.
fn failure(error: anyhow::Error) -> Failure {
    match error.downcast_ref() {
        Some(client) if ClientError::is_offline(client) => Failure::Told(Exit::Offline, error),
        _ => error.into(),
    }
}

async fn run(args: &SimulateArgs, stopping: Stopping) -> anyhow::Result<Summary> {
    let anybody = MultiverseClient::builder(&args.server).build()?;
    Target::of(&anybody).check(args.yes_load_a_remote_server)?;
    let load = args.load.clone().with_players_of(args.tokens.len());
    let crowd = Crowd::join(&anybody, &load, &args.tokens).await?;
    let stage = Arc::new(Stage {
        bar: DayBar::new("Lived", load.days()),
        pace: Pace::new(args.days_per_second),
        tally: crowd.tally(),
        lived: Lived::default(),
        load,
    });
    let began = Instant::now();
    let games: Vec<_> = crowd
        .players()
        .map(|player| {
            let (stage, stopping) = (Arc::clone(&stage), stopping.clone());
            on_a_thread(move || async move {
                tokio::select! {
                    () = perform(&player, &stage.load, &stage.lived, &*stage) => {}
                    () = stopping.wait() => {}
                }
            })
        })
        .collect();
    for game in games {
        game.await.context("a game ended before its time")?;
    }
    let took = began.elapsed();
    stage.bar.remove();
    let tally = crowd.leave().await;
    Ok(Summary::of(anybody.url(), &stage.load, &tally, took))
}
