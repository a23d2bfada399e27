//! `multiverse load`: a snapshot's document into a file.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use multiverse_client::Download;
use multiverse_model::{Checksum, SnapshotEntry};

use super::json::Object;
use super::kept::Kept;
use super::look::{Ink, bytes};
use super::options::{ConnectArgs, OutputArgs};
use super::out_file::{Existing, OutFile};
use super::place::Place;
use super::session::{self, Session};
use super::transfer::TransferBar;
use super::trouble::Trouble;
use crate::failure::{Exit, Failure};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct LoadArgs {
    /// The snapshot: UNIVERSE@TICK, or UNIVERSE for its head.
    #[arg(value_name = "UNIVERSE[@TICK]")]
    place: Place,
    /// The file to write; - for stdout.
    #[arg(short, long = "output", value_name = "FILE")]
    output_file: PathBuf,
    /// Take the last snapshot before the tick if there is none at it.
    #[arg(long)]
    nearest: bool,
    /// Replace the file if it is there.
    #[arg(long)]
    force: bool,
    /// Keep no copy of the document, which a save of its successor would use to send no more than what changed.
    #[arg(long)]
    no_copy: bool,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Loads a document, exact to the byte. The file gets its name only when it is whole.
///
/// # Errors
/// [`Failure`] if there is no such snapshot, it has decayed, or the file is there already.
pub(crate) fn load(args: &LoadArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| fetch(args, session).await)
}

/// What was loaded.
struct Loaded {
    entry: SnapshotEntry,
    fallback_for: Option<Checksum>,
}

async fn fetch(args: &LoadArgs, session: &Session) -> Result<(), Trouble> {
    if args.output_file.as_os_str() != "-" {
        let loaded = to_file(args, session).await?;
        return tell(args, &loaded);
    }
    if args.output.json {
        let sentence = "both --json and the document want stdout; load into a file, or leave --json out";
        return Err(Trouble::told(Exit::Usage, sentence));
    }
    let loaded = to_stdout(args, session).await?;
    warn(&loaded);
    Ok(())
}

/// Nothing goes to stdout before all of it was checked: what a program has read cannot be taken back.
async fn to_stdout(args: &LoadArgs, session: &Session) -> Result<Loaded, Trouble> {
    let bar = TransferBar::new("loading");
    let downloaded = session.client.download(&args.place.universe, download(args, &bar)).await;
    bar.remove();
    let downloaded = downloaded?;
    kept(args).keep(downloaded.entry.checksum, &downloaded.bytes);
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&downloaded.bytes)?;
    stdout.flush()?;
    Ok(Loaded { entry: downloaded.entry, fallback_for: downloaded.fallback_for })
}

async fn to_file(args: &LoadArgs, session: &Session) -> Result<Loaded, Trouble> {
    let existing = if args.force { Existing::Replaced } else { Existing::Refused };
    let file = OutFile::begin(&args.output_file, existing)?;
    let mut writer = tokio::fs::File::from_std(file.temporary().reopen()?);
    let bar = TransferBar::new("loading");
    let written = session.client.download_to(&args.place.universe, download(args, &bar), &mut writer).await;
    bar.remove();
    let written = written?;
    let cannot = || format!("{} cannot be written", args.output_file.display());
    writer.sync_all().await.with_context(cannot)?;
    kept(args).keep_file(written.entry.checksum, file.temporary().path());
    file.name()?;
    Ok(Loaded { entry: written.entry, fallback_for: written.fallback_for })
}

fn kept(args: &LoadArgs) -> Kept {
    if args.no_copy { Kept::nowhere() } else { Kept::of_this_user() }
}

fn download(args: &LoadArgs, bar: &TransferBar) -> Download {
    Download::of(args.place.at(args.nearest)).with_progress(bar.progress())
}

fn tell(args: &LoadArgs, loaded: &Loaded) -> Result<(), Trouble> {
    let Loaded { entry, fallback_for } = loaded;
    warn(loaded);
    if args.output.json {
        // Lossily: the name of a file need not be text.
        let object =
            Object::new().with("entry", entry)?.with("file", &args.output_file.display().to_string())?;
        return object.with("fallbackFor", fallback_for)?.print();
    }
    let look = args.output.look();
    let mut line = look.line();
    line.put(Ink::Plain, "Loaded ").put(Ink::Name, format!("{}@{}", entry.universe_id, entry.tick));
    line.put(Ink::Plain, format!(" into {} ({})", args.output_file.display(), bytes(entry.file_size)));
    Ok(terminal::print(&line.end())?)
}

fn warn(loaded: &Loaded) {
    if loaded.fallback_for.is_some() {
        let tick = loaded.entry.tick;
        terminal::warn_all([format!(
            "the head is damaged on the server; this is the newest snapshot before it that is not, tick {tick}"
        )]);
    }
}
