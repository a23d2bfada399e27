//! `multiverse compact`: stores snapshots anew where that takes less.

use std::fmt::Write;

use anyhow::Context;
use clap::Args;
use multiverse_store::{Compacted, Store};

use crate::failure::Failure;
use crate::progress_bar::Bar;
use crate::serve::store_settings;
use crate::settings::{Environment, Resolved, SettingFlags};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct CompactArgs {
    /// Only tell what it would gain.
    #[arg(long)]
    dry_run: bool,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingFlags,
}

/// Compacts a store that no server may be using.
///
/// # Errors
/// [`Failure`] if the store cannot be opened, or fails.
pub(crate) fn compact(args: &CompactArgs) -> Result<(), Failure> {
    let (settings, _) = Resolved::read(&args.settings, &Environment::of_this_process())?.into_settings()?;
    let runtime = tokio::runtime::Runtime::new().context("the async runtime cannot start")?;
    let compacted = runtime.block_on(async {
        let store = Store::open_existing(
            &settings.data,
            store_settings(&settings.server.limits, settings.max_chain_depth),
        )
        .with_context(|| format!("cannot open the store {}", settings.data.display()))?;
        let bar = Bar::new();
        let drawn = bar.clone();
        let compacted = store.compact(args.dry_run, move |progress| drawn.show(progress)).await;
        bar.remove();
        compacted.context("the compaction failed; what it had done is kept, and another goes on from there")
    })?;
    if args.json {
        let text = serde_json::to_string_pretty(&compacted).context("the report cannot be written")?;
        terminal::print(&format!("{text}\n"))?;
    } else {
        terminal::print(&text(&compacted, args.dry_run))?;
    }
    Ok(())
}

fn text(compacted: &Compacted, is_dry: bool) -> String {
    let Compacted { bytes_before, bytes_after, rewritten, freed, damaged } = compacted;
    let mut text = if is_dry {
        format!(
            "Would store {rewritten} snapshots anew: {bytes_before} bytes would become about {bytes_after}\n"
        )
    } else {
        format!(
            "Stored {rewritten} snapshots anew and freed {freed} decayed ones: \
             {bytes_before} bytes became {bytes_after}\n"
        )
    };
    if *damaged > 0 {
        // Writing to a String does not fail.
        let _ = writeln!(text, "Left alone what is damaged ({damaged} times); multiverse verify names it");
    }
    text
}
