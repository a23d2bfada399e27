//! `multiverse man`: the manual, made from what the commands say of themselves.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Command};
use clap_mangen::Man;

use crate::failure::{Exit, Failure};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The command, and the one below it if it has some; else the page of all.
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write all pages to a directory, to be made if it is not there.
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

/// Prints a page of the manual as roff, or writes all.
///
/// # Errors
/// [`Failure`] if there is no such command, or a file cannot be written.
pub(crate) fn man(args: &ManArgs, mut all: Command) -> Result<(), Failure> {
    if let Some(directory) = &args.dir {
        let written = fs::create_dir_all(directory).and_then(|()| clap_mangen::generate_to(all, directory));
        let cannot = || format!("the pages cannot be written to {}", directory.display());
        return Ok(written.with_context(cannot)?);
    }
    all.build();
    let mut command = &all;
    for name in &args.command {
        command = command.find_subcommand(name).ok_or_else(|| {
            let sentence =
                format!("there is no command {}; multiverse --help lists them", args.command.join(" "));
            Failure::told(Exit::Usage, sentence)
        })?;
    }
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    let page = String::from_utf8(page).context("the page is no text")?;
    Ok(terminal::print(&page)?)
}
