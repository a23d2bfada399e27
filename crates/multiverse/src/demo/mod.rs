//! `multiverse demo`: a server with a multiverse that has a history and goes on.

mod company;
mod directory;
mod past;
mod present;
mod script;
mod tour;
mod trips;
mod ways;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use multiverse_server::{AuthConfig, ServerConfig};

use crate::failure::Failure;
use crate::logging::{LogFilter, LogFormat};
use crate::serve::serve_beside;
use crate::settings::{ChainDepth, Settings, parse_duration};
use crate::stopping::Stopping;
use crate::{logging, terminal};
use company::Company;
use script::Script;

/// Where the demo listens and keeps its worlds, and how fast they live.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:3001")]
    listen: SocketAddr,
    /// The directory of the demo's worlds; made on the first run, and gone on with on the next.
    #[arg(long, default_value = "./demo-data")]
    data: PathBuf,
    /// How many days the oldest village lives at once, before all live on slowly.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(4..=10_000))]
    days: u64,
    /// How long after a day of one village the next village has its day, once the past is lived.
    #[arg(long, default_value = "5s", value_parser = parse_duration)]
    day_every: Duration,
}

/// Serves the demo's worlds to whoever connects from this machine, and lets its players live them.
///
/// # Errors
/// [`Failure`] if the directory or the address cannot be used.
pub(crate) fn demo(args: &DemoArgs) -> Result<(), Failure> {
    let settings = Settings {
        server: ServerConfig { listen: args.listen, auth: AuthConfig::Open, ..ServerConfig::default() },
        data: args.data.clone(),
        max_chain_depth: ChainDepth::default(),
        log: LogFilter::default(),
        log_format: LogFormat::default(),
    };
    logging::start(&settings.log, settings.log_format);
    directory::prepare(&args.data)?;
    let runtime = tokio::runtime::Runtime::new().context("the async runtime cannot start")?;
    serve_beside(runtime, settings, &[], async |address, stopping| {
        if let Err(error) = live(args, address, stopping).await {
            // What the multiverse has can be looked at all the same.
            terminal::error(&format_args!("the demo's villages do not live on: {error:#}"));
        }
    })
}

/// Lives the past as far as it was not lived before, and then goes on.
async fn live(args: &DemoArgs, address: SocketAddr, stopping: Stopping) -> anyhow::Result<()> {
    // A demo whose stdout is closed lives all the same.
    let _ = terminal::print(&tour::text(address));
    let company = Company::join(address, &directory::players(&args.data)).await?;
    let script = Script::of(args.days)?;
    let lives = past::live(script, &company, &stopping).await;
    if let Some(lives) = lives {
        let _ = terminal::print(&past::told(&company).await?);
        present::live(&company, lives, args.day_every, &stopping).await;
    }
    company.close().await;
    Ok(())
}
