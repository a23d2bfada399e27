//! `multiverse export`: the whole store as files.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use clap::Args;
use multiverse_store::{ExportReport, Store};

use crate::failure::Failure;
use crate::progress_bar::Bar;
use crate::serve::store_settings;
use crate::settings::{Environment, Resolved, SettingFlags};
use crate::terminal;

/// Lines of details that people are shown.
pub(crate) const SHOWN: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The directory to write; it must be empty or new.
    directory: PathBuf,
    /// Print the report as JSON, with everything that is damaged.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingFlags,
}

/// Writes the store as it is now, also while a server runs on it.
///
/// # Errors
/// [`Failure`] if nothing was exported, or if something is damaged and therefore missing.
pub(crate) fn export(args: &ExportArgs) -> Result<(), Failure> {
    let (settings, _) = Resolved::read(&args.settings, &Environment::of_this_process())?.into_settings()?;
    let runtime = tokio::runtime::Runtime::new().context("the async runtime cannot start")?;
    let report = runtime.block_on(async {
        let store = Store::open_read_only(
            &settings.data,
            store_settings(&settings.server.limits, settings.max_chain_depth),
        )
        .with_context(|| format!("cannot open the store {}", settings.data.display()))?;
        let bar = Bar::new();
        let drawn = bar.clone();
        let exported = store.export(&args.directory, move |progress| drawn.show(progress)).await;
        bar.remove();
        exported.context("the export failed")
    })?;
    if args.json {
        let text = serde_json::to_string_pretty(&report).context("the report cannot be written")?;
        terminal::print(&format!("{text}\n"))?;
    } else {
        terminal::print(&text(&report, args))?;
    }
    match report.damaged.len() {
        0 => Ok(()),
        damaged => {
            Err(anyhow!("{damaged} documents are damaged in the store and missing from the export").into())
        }
    }
}

fn text(report: &ExportReport, args: &ExportArgs) -> String {
    let ExportReport { players, universes, entries, documents, passages, transits, damaged } = report;
    let mut text = format!(
        "Exported {players} players, {universes} universes, {entries} snapshots ({documents} with their document), \
         {passages} passages, {transits} trips to {}\n",
        args.directory.display()
    );
    for damaged in damaged.iter().take(SHOWN) {
        // Writing to a String does not fail.
        let _ = writeln!(text, "damaged: {}: {}", damaged.path, damaged.reason);
    }
    if damaged.len() > SHOWN {
        let _ = writeln!(text, "… and {} more; --json lists all", damaged.len() - SHOWN);
    }
    text
}
