//! `multiverse gc`: removes what nothing needs.

use anyhow::Context;
use clap::Args;
use multiverse_store::{Collected, Store};

use crate::failure::Failure;
use crate::serve::store_settings;
use crate::settings::{Environment, Resolved, SettingFlags};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct GcArgs {
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingFlags,
}

/// Collects garbage in a store that no server may be using.
///
/// # Errors
/// [`Failure`] if the store cannot be opened, or fails.
pub(crate) fn gc(args: &GcArgs) -> Result<(), Failure> {
    let (settings, _) = Resolved::read(&args.settings, &Environment::of_this_process())?.into_settings()?;
    let runtime = tokio::runtime::Runtime::new().context("the async runtime cannot start")?;
    let collected = runtime.block_on(async {
        let store = Store::open_existing(
            &settings.data,
            store_settings(&settings.server.limits, settings.max_chain_depth),
        )
        .with_context(|| format!("cannot open the store {}", settings.data.display()))?;
        let collected = store.collect().await;
        collected.context(
            "the collection failed; what it had removed is gone for good, and another goes on from there",
        )
    })?;
    if args.json {
        let text = serde_json::to_string_pretty(&collected).context("the report cannot be written")?;
        terminal::print(&format!("{text}\n"))?;
    } else {
        let Collected { contents, bytes, files, orphans } = collected;
        terminal::print(&format!(
            "Removed {contents} contents ({bytes} bytes) that nothing needed, {files} files of contents removed \
             before, {orphans} orphaned files\n"
        ))?;
    }
    Ok(())
}
