//! `multiverse verify`: whether the store is whole.

use std::fmt::Write;

use anyhow::{Context, anyhow};
use clap::Args;
use multiverse_store::{Store, StoreError, VerifyReport};

use crate::export::SHOWN;
use crate::failure::Failure;
use crate::progress_bar::Bar;
use crate::serve::store_settings;
use crate::settings::{Environment, Resolved, SettingFlags};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Put right what can be: counters are computed anew, and what nothing needs or names is removed.
    #[arg(long)]
    repair: bool,
    /// Print the report as JSON, with everything that is wrong.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingFlags,
}

/// Checks the whole store, also while a server runs on it; repairs it only while none does.
///
/// # Errors
/// [`Failure`] if something is wrong and stays so, or if the store cannot be checked.
pub(crate) fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let (settings, _) = Resolved::read(&args.settings, &Environment::of_this_process())?.into_settings()?;
    let report = check(args, &settings).map_err(Failure::Unable)?;
    if args.json {
        let text = serde_json::to_string_pretty(&report).context("the report cannot be written")?;
        terminal::print(&format!("{text}\n"))?;
    } else {
        terminal::print(&text(&report))?;
    }
    match report.problems.iter().filter(|fault| !fault.repaired).count() {
        0 => Ok(()),
        1 => Err(anyhow!("the store has a problem").into()),
        count => Err(anyhow!("the store has {count} problems").into()),
    }
}

fn check(args: &VerifyArgs, settings: &crate::settings::Settings) -> anyhow::Result<VerifyReport> {
    let runtime = tokio::runtime::Runtime::new().context("the async runtime cannot start")?;
    runtime.block_on(async {
        let limits = store_settings(&settings.server.limits, settings.max_chain_depth);
        let opened = if args.repair {
            Store::open_existing(&settings.data, limits)
        } else {
            Store::open_read_only(&settings.data, limits)
        };
        let store = opened.with_context(|| format!("cannot open the store {}", settings.data.display()))?;
        let bar = Bar::new();
        let drawn = bar.clone();
        let progress = move |progress| drawn.show(progress);
        let report: Result<VerifyReport, StoreError> =
            if args.repair { store.repair(progress).await } else { store.verify(progress).await };
        bar.remove();
        report.context("the store cannot be checked")
    })
}

fn text(report: &VerifyReport) -> String {
    let VerifyReport { players, universes, entries, contents, document_bytes, files, .. } = report;
    let VerifyReport { passages, transits, .. } = report;
    let mut text = format!(
        "Checked {contents} contents ({document_bytes} bytes of documents), {entries} snapshots, \
         {universes} universes, {passages} passages, {transits} trips, {players} players, {files} files"
    );
    // Writing to a String does not fail.
    let _ = match report.files_in_flight {
        0 => writeln!(text),
        young => writeln!(text, " ({young} of them too young to tell whether they will be named)"),
    };
    for fault in report.problems.iter().take(SHOWN) {
        let _ = writeln!(text, "{fault}");
    }
    if report.problems.len() > SHOWN {
        let _ = writeln!(text, "… and {} more; --json lists all", report.problems.len() - SHOWN);
    }
    text.push_str(match (report.problems.is_empty(), report.is_clean()) {
        (true, _) => "No problems\n",
        (false, true) => "All problems are repaired\n",
        (false, false) => "",
    });
    text
}
