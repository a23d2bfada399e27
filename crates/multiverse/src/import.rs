//! `multiverse import`: files into the store.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use clap::Args;
use multiverse_store::{Counts, ImportReport, Store};

use crate::export::SHOWN;
use crate::failure::Failure;
use crate::progress_bar::Bar;
use crate::serve::store_settings;
use crate::settings::{Environment, Resolved, SettingFlags};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The directory to read.
    directory: PathBuf,
    /// Print the report as JSON, with everything that was skipped.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingFlags,
}

/// Reads a tree into the store, which no server may be using.
///
/// # Errors
/// [`Failure`] if nothing could be imported.
pub(crate) fn import(args: &ImportArgs) -> Result<(), Failure> {
    let (settings, _) = Resolved::read(&args.settings, &Environment::of_this_process())?.into_settings()?;
    let limits = &settings.server.limits;
    let runtime = tokio::runtime::Runtime::new().context("the async runtime cannot start")?;
    let report = runtime.block_on(async {
        let store = Store::open(&settings.data, store_settings(limits, settings.max_chain_depth))
            .with_context(|| format!("cannot open the store {}", settings.data.display()))?;
        let bar = Bar::new();
        let drawn = bar.clone();
        let progress = move |progress| drawn.show(progress);
        let imported = store.import(&args.directory, limits.max_document_bytes, progress).await;
        bar.remove();
        imported
            .context("the import failed; what it had imported is kept, and another import goes on from there")
    })?;
    if args.json {
        let text = serde_json::to_string_pretty(&report).context("the report cannot be written")?;
        terminal::print(&format!("{text}\n"))?;
    } else {
        terminal::print(&text(&report))?;
    }
    let nothing = Counts::default();
    let is_in_vain =
        report.imported == nothing && report.already_there == nothing && !report.skipped.is_empty();
    if is_in_vain { Err(anyhow!("nothing could be imported").into()) } else { Ok(()) }
}

fn text(report: &ImportReport) -> String {
    let counted = |counts: &Counts| {
        let Counts { players, universes, snapshots, passages, transits } = counts;
        format!(
            "{players} players, {universes} universes, {snapshots} snapshots, {passages} passages, {transits} trips"
        )
    };
    let mut text = format!(
        "Imported {}; already there: {}; skipped: {}\n",
        counted(&report.imported),
        counted(&report.already_there),
        report.skipped.len()
    );
    for skipped in report.skipped.iter().take(SHOWN) {
        // Writing to a String does not fail.
        let _ = writeln!(text, "skipped: {}: {}", skipped.path, skipped.reason);
    }
    if report.skipped.len() > SHOWN {
        let _ = writeln!(text, "… and {} more; --json lists all", report.skipped.len() - SHOWN);
    }
    text
}
