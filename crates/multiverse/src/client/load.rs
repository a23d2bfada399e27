//! `multiverse load`: a snapshot's document into a file.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use multiverse_client::Download;
use multiverse_model::{Checksum, SnapshotEntry};
use serde_json::json;
use tempfile::NamedTempFile;

use super::json;
use super::kept::Kept;
use super::look::{Ink, bytes};
use super::options::{ConnectArgs, OutputArgs};
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
    let target = target(args)?;
    let temporary = temporary_beside(&target)?;
    let mut writer = tokio::fs::File::from_std(temporary.reopen()?);
    let bar = TransferBar::new("loading");
    let written = session.client.download_to(&args.place.universe, download(args, &bar), &mut writer).await;
    bar.remove();
    let written = written?;
    let cannot = || format!("{} cannot be written", target.display());
    writer.sync_all().await.with_context(cannot)?;
    kept(args).keep_file(written.entry.checksum, temporary.path());
    let named = if args.force { temporary.persist(&target) } else { temporary.persist_noclobber(&target) };
    match named {
        Ok(_) => Ok(Loaded { entry: written.entry, fallback_for: written.fallback_for }),
        // Somebody else wrote it meanwhile.
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Err(is_there(&target)),
        Err(error) => Err(anyhow::Error::from(error.error).context(cannot()).into()),
    }
}

fn kept(args: &LoadArgs) -> Kept {
    if args.no_copy { Kept::nowhere() } else { Kept::of_this_user() }
}

fn download(args: &LoadArgs, bar: &TransferBar) -> Download {
    Download::of(args.place.at(args.nearest)).with_progress(bar.progress())
}

/// The file to be written: what a link leads to, if it is one.
fn target(args: &LoadArgs) -> Result<PathBuf, Trouble> {
    let path = &args.output_file;
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(path.clone()),
        Err(error) => {
            Err(anyhow::Error::from(error).context(format!("{} cannot be written", path.display())).into())
        }
        Ok(metadata) if !metadata.is_file() => {
            let sentence = format!("{} is no file; choose another name, or - for stdout", path.display());
            Err(Trouble::told(Exit::Usage, sentence))
        }
        Ok(_) if !args.force => Err(is_there(path)),
        Ok(_) => Ok(fs::canonicalize(path)?),
    }
}

fn is_there(path: &Path) -> Trouble {
    let sentence =
        format!("{} is there already; choose another name, or replace it with --force", path.display());
    Trouble::told(Exit::Conflict, sentence)
}

/// A file beside the target, which goes by itself if it does not become the target.
fn temporary_beside(target: &Path) -> Result<NamedTempFile, Trouble> {
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".multiverse-");
    // As any other file of this user; the default would hide the world from everybody else.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let made = builder.tempfile_in(directory);
    Ok(made.with_context(|| format!("{} cannot be written", target.display()))?)
}

fn tell(args: &LoadArgs, loaded: &Loaded) -> Result<(), Trouble> {
    let Loaded { entry, fallback_for } = loaded;
    warn(loaded);
    if args.output.json {
        return json::print(&json!({"entry": entry, "file": args.output_file, "fallbackFor": fallback_for}));
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
