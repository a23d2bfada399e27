//! What can be typed after `multiverse`.

use clap::{Args, Parser, Subcommand};

use crate::failure::Failure;
use crate::settings::{self, Environment, Resolved, SettingFlags};
use crate::{serve, terminal};

/// Persistence for worlds that branch: every save stays reachable, and any can become a new universe.
#[derive(Debug, Parser)]
#[command(name = "multiverse", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// To add a command: a variant here, with its arguments, and its arm in [`run`].
#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(ServeArgs),
    /// Print the settings in force and where each comes from.
    Config(ConfigArgs),
}

#[derive(Debug, Args)]
struct ServeArgs {
    #[command(flatten)]
    settings: SettingFlags,
}

#[derive(Debug, Args)]
struct ConfigArgs {
    /// Print them as JSON.
    #[arg(long)]
    json: bool,
    /// Print the page that documents all settings.
    #[arg(long, hide = true, conflicts_with = "json")]
    markdown: bool,
    #[command(flatten)]
    settings: SettingFlags,
}

/// Does what the command line says.
///
/// # Errors
/// [`Failure`], which knows how to be shown and with which code to exit.
pub(crate) fn run() -> Result<(), Failure> {
    match Cli::try_parse()?.command {
        Command::Serve(ServeArgs { settings }) => serve::serve(&settings),
        Command::Config(args) => config(&args),
    }
}

fn config(args: &ConfigArgs) -> Result<(), Failure> {
    if args.markdown {
        return Ok(terminal::print(&settings::markdown())?);
    }
    let resolved = Resolved::read(&args.settings, &Environment::of_this_process())?;
    let shown = if args.json { resolved.to_json() } else { resolved.to_text() };
    terminal::print(&shown)?;
    // After the values: they are what helps to understand why they do not fit together.
    let (settings, warnings) = resolved.into_settings()?;
    terminal::warn_all(warnings);
    terminal::warn_all(settings.server.warnings());
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
