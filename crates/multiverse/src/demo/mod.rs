//! `multiverse demo`: a server with something to look at.

mod history;
mod village;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use multiverse_server::{AuthConfig, ServerConfig};
use multiverse_store::Store;

use crate::failure::Failure;
use crate::logging::{LogFilter, LogFormat};
use crate::serve::{serve_settings, store_settings};
use crate::settings::{ChainDepth, Settings};
use crate::{logging, terminal};

/// Where the demo listens and keeps its worlds.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:3001")]
    listen: SocketAddr,
    /// The directory of the demo's worlds; made on the first run, and shown again on the next.
    #[arg(long, default_value = "./demo-data")]
    data: PathBuf,
}

/// Makes the demo's worlds if they are not there yet, and serves them to whoever connects from this machine.
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
    let runtime = tokio::runtime::Runtime::new().context("the async runtime cannot start")?;
    runtime.block_on(async {
        // Closed again before the server opens it: a store has one writer.
        let store =
            Store::open(&settings.data, store_settings(&settings.server.limits, settings.max_chain_depth))
                .with_context(|| format!("cannot open the store {}", settings.data.display()))?;
        history::live(&store).await.context("the demo's worlds cannot be made")
    })?;
    terminal::print(&tour(args.listen))?;
    serve_settings(runtime, settings, &[])
}

fn tour(address: SocketAddr) -> String {
    format!(
        "Two players, Ada and Bob, and their villages are in the multiverse. Try:\n\
         \x20 curl http://{address}/api/universes\n\
         \x20 curl 'http://{address}/api/universe/universe:eschbach/timeline?canonicalOnly=true'\n\
         \x20 curl http://{address}/api/universe/universe:eschbach/tree\n\
         Every route is at http://{address}/docs. Ctrl-C stops the server.\n"
    )
}
