//! `multiverse passage`: connections between universes, through which entities travel.

mod change;
mod check;
mod create;
mod ls;
mod show;
mod words;

use clap::{Args, Subcommand};

pub(super) use words::ends;

use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(disable_help_subcommand = true)]
pub(crate) struct PassageArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a passage from a universe that you may edit to one that you may see.
    ///
    /// Where the owner of the target has to agree first, it waits for that, and says so. A confluence waits for both
    /// owners. The owner and the editors of the target see the source's id, even if the source is private.
    Create(create::CreateArgs),
    /// List the passages that you may see, newest first.
    Ls(ls::LsArgs),
    /// Show a passage: how stable it is, how often it can still be used, how many are under way.
    Show(show::ShowArgs),
    /// Maintain a passage: its stability is 100 % again, and its uses begin anew.
    ///
    /// By an editor of either universe, before it collapses.
    Maintain(change::ChangeArgs),
    /// Agree to a passage, as the owner of one of its universes.
    Consent(change::ChangeArgs),
    /// Seal a passage, as the owner of one of its universes: nothing departs until it is unsealed.
    ///
    /// Whoever is under way still arrives or returns.
    Seal(change::ChangeArgs),
    /// Take your own seal back; the other owner's stays.
    Unseal(change::ChangeArgs),
    /// Close a passage for good, as the owner of one of its universes; a confluence only while it is pending.
    ///
    /// It is preserved as inactive, and whoever is under way still arrives or returns.
    Delete(change::ChangeArgs),
    /// Tell how well two universes go together, for who travels from SOURCE to TARGET.
    Check(check::CheckArgs),
}

/// Does what is said about passages.
///
/// # Errors
/// [`Failure`] if there is no such passage, it is not in the state for it, or the player may not do it.
pub(crate) fn passage(args: &PassageArgs) -> Result<(), Failure> {
    use change::Verb;
    match &args.command {
        Command::Create(args) => create::create(args),
        Command::Ls(args) => ls::ls(args),
        Command::Show(args) => show::show(args),
        Command::Maintain(args) => change::change(args, Verb::Maintain),
        Command::Consent(args) => change::change(args, Verb::Consent),
        Command::Seal(args) => change::change(args, Verb::Seal),
        Command::Unseal(args) => change::change(args, Verb::Unseal),
        Command::Delete(args) => change::delete(args),
        Command::Check(args) => check::check(args),
    }
}
