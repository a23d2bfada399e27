//! `multiverse serve`: the server, from its settings to its end.

use std::fmt::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use multiverse_server::{Limits, Server, ServerConfig};
use multiverse_store::{Store, StoreSettings};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::failure::Failure;
use crate::settings::{ChainDepth, Environment, Resolved, SettingFlags, Settings, SettingsWarning};
use crate::signals::Signals;
use crate::stopping::Stopping;
use crate::{logging, open_files, terminal};

/// Runs the server until a signal ends it.
///
/// # Errors
/// [`Failure`] if a setting is wrong, if the server cannot start, or if a second signal came.
pub(crate) fn serve(flags: &SettingFlags) -> Result<(), Failure> {
    let (mut settings, warnings) = Resolved::read(flags, &Environment::of_this_process())?.into_settings()?;
    logging::start(&settings.log, settings.log_format);
    let limits = &mut settings.server.limits;
    limits.max_connections = open_files::allow(limits.max_connections);
    let runtime = Runtime::new().context("the async runtime cannot start")?;
    serve_settings(runtime, settings, &warnings)
}

/// Runs the server until a signal ends it, on a runtime that nothing else needs.
///
/// # Errors
/// [`Failure`] if the server cannot start, or if a second signal came.
fn serve_settings(runtime: Runtime, settings: Settings, warnings: &[SettingsWarning]) -> Result<(), Failure> {
    serve_beside(runtime, settings, warnings, async |_, _| ())
}

/// Runs the server, and beside it whatever else is to be done while it answers: `work` gets the server's address, and is
/// told when it is to stop. The server goes on until the work has ended.
///
/// # Errors
/// [`Failure`] if the server cannot start, or if a second signal came.
pub(crate) fn serve_beside(
    runtime: Runtime,
    settings: Settings,
    warnings: &[SettingsWarning],
    work: impl AsyncFnOnce(SocketAddr, Stopping),
) -> Result<(), Failure> {
    let ended = runtime.block_on(serve_until_stopped(settings, warnings, work));
    if matches!(ended, Err(Failure::Interrupted)) {
        // Dropping the runtime would wait for work that nobody wants to wait for any more.
        runtime.shutdown_background();
    }
    ended
}

/// The first signal stops the server, which then finishes what it accepted; the second does not wait for that.
async fn serve_until_stopped(
    settings: Settings,
    warnings: &[SettingsWarning],
    work: impl AsyncFnOnce(SocketAddr, Stopping),
) -> Result<(), Failure> {
    let mut signals = Signals::install().context("signals cannot be handled")?;
    let (stop, stopping) = Stopping::new();
    let grace = settings.server.shutdown_grace;
    let running = run_beside(settings, warnings, work, stopping);
    tokio::pin!(running);
    tokio::select! {
        ended = &mut running => return Ok(ended?),
        signal = signals.next() => {
            tracing::info!(signal, ?grace, "stopping: finishing what was accepted; a second signal quits at once");
            // The receiver is gone only if the server has ended, which the next select sees.
            let _ = stop.send(true);
        }
    }
    tokio::select! {
        ended = &mut running => Ok(ended?),
        _ = signals.next() => Err(Failure::Interrupted),
    }
}

/// Runs the server and the work beside it. When both are to stop, the work does so first: it may need the server to
/// that end.
async fn run_beside(
    settings: Settings,
    warnings: &[SettingsWarning],
    work: impl AsyncFnOnce(SocketAddr, Stopping),
    stopping: Stopping,
) -> anyhow::Result<()> {
    let announcement = Announcement::of(&settings, warnings);
    let store = store_settings(&settings.server.limits, settings.max_chain_depth);
    let (bound, address) = oneshot::channel();
    let ready = |address| {
        announcement.make(address);
        // The work is gone only if the server is to stop already.
        let _ = bound.send(address);
    };
    let (close, closing) = Stopping::new();
    let server = run_server(settings.server, &settings.data, store, ready, closing);
    let work = async {
        if let Ok(address) = address.await {
            work(address, stopping.clone()).await;
        }
        stopping.wait().await;
        // The server is gone only if it ended by itself.
        let _ = close.send(true);
    };
    tokio::pin!(server);
    tokio::select! {
        ended = &mut server => ended,
        () = work => server.await,
    }
}

/// Runs the server: binds, calls `ready` with the address once it accepts, and ends after it is to stop, when what was
/// accepted is finished or the grace period is over.
async fn run_server(
    config: ServerConfig,
    data: &Path,
    settings: StoreSettings,
    ready: impl FnOnce(SocketAddr),
    stopping: Stopping,
) -> anyhow::Result<()> {
    let store =
        Store::open(data, settings).with_context(|| format!("cannot open the store {}", data.display()))?;
    let server = Server::bind(config, store).await?;
    ready(server.address()?);
    Ok(server.run(async move { stopping.wait().await }).await?)
}

/// The store's part of the settings.
pub(crate) fn store_settings(limits: &Limits, depth: ChainDepth) -> StoreSettings {
    StoreSettings {
        max_chain_depth: depth.0,
        max_universes_per_player: limits.max_universes_per_player,
        max_bytes_per_player: limits.max_bytes_per_player,
        max_tokens_per_player: limits.max_tokens_per_player,
        max_access_per_universe: limits.max_access_per_universe,
        max_passages_per_universe: limits.max_passages_per_universe,
        max_passages_per_player: limits.max_passages_per_player,
        max_entity_bytes: limits.max_entity_bytes,
        passage_lifetimes: limits.passage_lifetimes(),
        transit_lifetime: Duration::from_secs(limits.transit_lifetime_seconds),
        entity_retention: Duration::from_secs(limits.entity_retention_seconds),
        ..StoreSettings::default()
    }
}

/// What people are told once the server accepts connections.
struct Announcement {
    scheme: &'static str,
    store: String,
    auth: String,
    warnings: Vec<String>,
}

impl Announcement {
    fn of(settings: &Settings, warnings: &[SettingsWarning]) -> Self {
        let config_warnings = settings.server.warnings();
        let texts =
            config_warnings.iter().map(ToString::to_string).chain(warnings.iter().map(ToString::to_string));
        Self {
            scheme: if settings.server.tls.is_some() { "https" } else { "http" },
            store: settings.data.display().to_string(),
            auth: settings.server.auth.to_string(),
            warnings: texts.collect(),
        }
    }

    /// Prints it. A server whose stdout is closed serves all the same.
    fn make(&self, address: SocketAddr) {
        let _ = terminal::print(&self.text(address));
    }

    fn text(&self, address: SocketAddr) -> String {
        let Self { scheme, store, auth, warnings } = self;
        let mut text = format!("Multiverse is ready at {scheme}://{address} · store {store} · auth {auth}\n");
        for warning in warnings {
            // Writing to a String does not fail.
            let _ = writeln!(text, "WARNING: {warning}");
        }
        text
    }
}
