//! What can be typed after `multiverse`.

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::client::arrivals::{self, ArrivalsArgs};
use crate::client::arrive::{self, ArriveArgs};
use crate::client::create::{self, CreateArgs};
use crate::client::fork::{self, ForkArgs};
use crate::client::journey::{self, JourneyArgs};
use crate::client::load::{self, LoadArgs};
use crate::client::log::{self, LogArgs};
use crate::client::login::{self, LoginArgs};
use crate::client::logout::{self, LogoutArgs};
use crate::client::ls::{self, LsArgs};
use crate::client::passage::{self, PassageArgs};
use crate::client::reject::{self, RejectArgs};
use crate::client::save::{self, SaveArgs};
use crate::client::show::{self, ShowArgs};
use crate::client::travel::{self, TravelArgs};
use crate::client::tree::{self, TreeArgs};
use crate::client::watch::{self, WatchArgs};
use crate::client::whoami::{self, WhoamiArgs};
use crate::compact::{self, CompactArgs};
use crate::completions::{self, CompletionsArgs};
use crate::demo::{self, DemoArgs};
use crate::export::{self, ExportArgs};
use crate::failure::{Exit, Failure};
use crate::gc::{self, GcArgs};
use crate::import::{self, ImportArgs};
use crate::man::{self, ManArgs};
use crate::settings::{self, Environment, Resolved, SettingFlags};
use crate::simulate::{self, SimulateArgs};
use crate::verify::{self, VerifyArgs};
use crate::{serve, terminal};

/// Persistence for worlds that branch: every save stays reachable, and any can become a new universe.
#[derive(Debug, Parser)]
#[command(name = "multiverse", version, arg_required_else_help = true, after_long_help = footer())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// To add a command: a variant here, with its arguments, and its arm in [`run`].
#[derive(Debug, Subcommand)]
enum Command {
    /// Log in at a server, for all commands that follow.
    ///
    /// With a token, on stdin or in MULTIVERSE_TOKEN: checks it and keeps it. Without: registers a new player and keeps
    /// the token of that one, of which there is no other copy.
    ///
    /// Logins are kept in credentials.toml below the platform's directory for settings (MULTIVERSE_CONFIG_DIR names
    /// another), for your eyes only.
    Login(LoginArgs),
    /// Forget the login at a server.
    ///
    /// The token is not revoked, and cannot be shown again: without a copy of it nobody can log in as that player.
    Logout(LogoutArgs),
    /// Show who you are at a server.
    Whoami(WhoamiArgs),
    /// List the universes that you may see.
    Ls(LsArgs),
    /// Make a universe.
    Create(CreateArgs),
    /// Draw the timeline of a universe and of its forks, newest first.
    ///
    /// Each line of the drawing is a timeline: ★ is a canon event, ● a save, ○ one that has decayed; a fork begins where
    /// its line turns into another's. What is drawn is the universe's history from the root on, what was forked from it,
    /// and what was forked from those.
    Log(LogArgs),
    /// Show the family of a universe: who was forked from whom, and at which tick.
    Tree(TreeArgs),
    /// Show a universe, or one of its snapshots.
    Show(ShowArgs),
    /// Save a document to a universe.
    ///
    /// It extends the head, unless --parent says otherwise. If histories diverged, nothing is saved and both heads are
    /// named; --on-conflict fork saves to a new fork in that case, so that both live on.
    Save(SaveArgs),
    /// Load a snapshot's document.
    ///
    /// The file gets its name only when it is whole and its checksum is right.
    Load(LoadArgs),
    /// Start a universe at a snapshot of another: travel in time.
    Fork(ForkArgs),
    /// Connect universes, so that entities can travel between them.
    Passage(PassageArgs),
    /// Send an entity through a passage.
    ///
    /// From then on it is in no universe until somebody takes it in: drop it from the world that it left. If items cannot
    /// cross, nothing is sent, and each is listed with its place and the reason.
    ///
    /// A game keeps a journal: it notes durably that the entity is to leave, and under which key, before it sends. A
    /// script names that key with --idempotency-key, so that it may run the same command again after a crash: the
    /// entity is sent once, and the answer is the same. Without it, only repeats within the command are safe.
    Travel(TravelArgs),
    /// List who is due in a universe: travellers to it, and its own who turned back.
    Arrivals(ArrivalsArgs),
    /// Take a traveller in.
    ///
    /// The file is written and on stable storage before the server is told, so that a machine that stops in between
    /// loses nobody: run the same command again. The entity counts as arrived when the command succeeds, not when the
    /// file is there. If the server refuses, the file is removed. With -o - the server is told first. Whoever was taken
    /// in before is written again, with a warning; --json says so by isNew. A game keeps a journal of the trips that it
    /// took in, so that it has nobody twice.
    Arrive(ArriveArgs),
    /// Send a traveller back to where it came from.
    Reject(RejectArgs),
    /// Show an entity's way through universes, and the forks that took it along.
    Journey(JourneyArgs),
    /// Follow what happens, as it happens.
    ///
    /// A connection that breaks is made again, and nothing is missed. Ctrl-C ends it. With --json one document a line.
    Watch(WatchArgs),
    /// Run the server.
    Serve(ServeArgs),
    /// Write the whole store, as it is at one moment, to a directory of files.
    ///
    /// Also while a server runs on the store. People can read the files, back them up, and import them elsewhere.
    /// Tokens are never among them. The directory gets its name only when it is whole.
    ///
    /// Exit code: 0, or 1 if nothing was exported or a damaged document is missing from the export.
    Export(ExportArgs),
    /// Read a directory that export, or an earlier implementation, wrote.
    ///
    /// What the store has stays as it is, so an import that was interrupted is completed by running it again.
    /// No server may run on the store meanwhile. Nobody gets a token by it, and quotas do not apply.
    ///
    /// Exit code: 0, also if something was skipped and is listed; 1 if nothing could be imported.
    Import(ImportArgs),
    /// Remove contents that nothing needs and files that nothing names.
    ///
    /// A running server does this by itself, at its start and every few hours; so this is for a store that no server
    /// is using. Files go an hour after what they held. It may be interrupted at any point.
    Gc(GcArgs),
    /// Store snapshots anew where that takes less, such as those that rest on decayed ones.
    ///
    /// No server may run on the store meanwhile. Costs about as much as saving everything again; files that are not
    /// needed any more go an hour later. It may be interrupted at any point, and run again.
    Compact(CompactArgs),
    /// Rebuild every snapshot and check its digest; recompute every counter and reference.
    ///
    /// Also while a server runs on the store, unless --repair is given. --repair never removes a snapshot: one that is
    /// damaged stays, and is named with its universe and tick.
    ///
    /// Exit code: 0 if nothing is wrong, or everything is repaired; 1 if something is wrong; 2 if the store could not be
    /// checked.
    Verify(VerifyArgs),
    /// Print the settings in force and where each comes from.
    Config(ConfigArgs),
    /// Run a server with villages that have a history and go on living.
    ///
    /// Players live them through the client, as games do: first a past of hundreds of days, which takes less than a
    /// minute, then a day every few seconds, until Ctrl-C. The server answers from the first moment on. The next start
    /// goes on where this one ended, however it ended.
    Demo(DemoArgs),
    /// Let villages live on a server as a load.
    ///
    /// Players are registered who live them through the client, as games do: a save by the clock and at each great
    /// moment, what changed since the one before. The summary says what that took. The same seed makes the same
    /// documents under the same ids. Ctrl-C ends it with the summary so far.
    ///
    /// Exit code: 0, or 1 if something went wrong.
    Simulate(SimulateArgs),
    /// Print a script with which a shell completes these commands.
    ///
    /// For bash: multiverse completions bash > ~/.local/share/bash-completion/completions/multiverse
    Completions(CompletionsArgs),
    /// Print a page of the manual, or write all pages.
    ///
    /// To read one: multiverse man log | man -l -
    Man(ManArgs),
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

/// What holds for all commands.
fn footer() -> String {
    format!(
        "Exit codes:\n{}\nEach command's help has more: multiverse help COMMAND, or multiverse man.\n",
        Exit::table()
    )
}

/// Does what the command line says.
///
/// # Errors
/// [`Failure`], which knows how to be shown and with which code to exit.
pub(crate) fn run() -> Result<(), Failure> {
    match Cli::try_parse()?.command {
        Command::Login(args) => login::login(&args),
        Command::Logout(args) => logout::logout(&args),
        Command::Whoami(args) => whoami::whoami(&args),
        Command::Ls(args) => ls::ls(&args),
        Command::Create(args) => create::create(&args),
        Command::Log(args) => log::log(&args),
        Command::Tree(args) => tree::tree(&args),
        Command::Show(args) => show::show(&args),
        Command::Save(args) => save::save(&args),
        Command::Load(args) => load::load(&args),
        Command::Fork(args) => fork::fork(&args),
        Command::Passage(args) => passage::passage(&args),
        Command::Travel(args) => travel::travel(&args),
        Command::Arrivals(args) => arrivals::arrivals(&args),
        Command::Arrive(args) => arrive::arrive(&args),
        Command::Reject(args) => reject::reject(&args),
        Command::Journey(args) => journey::journey(&args),
        Command::Watch(args) => watch::watch(&args),
        Command::Serve(ServeArgs { settings }) => serve::serve(&settings),
        Command::Export(args) => export::export(&args),
        Command::Import(args) => import::import(&args),
        Command::Gc(args) => gc::gc(&args),
        Command::Compact(args) => compact::compact(&args),
        Command::Verify(args) => verify::verify(&args),
        Command::Config(args) => config(&args),
        Command::Demo(args) => demo::demo(&args),
        Command::Simulate(args) => simulate::simulate(&args),
        Command::Completions(args) => completions::completions(&args, Cli::command()),
        Command::Man(args) => man::man(&args, Cli::command()),
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
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
