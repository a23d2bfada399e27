//! `multiverse logout`: forgets who you are at a server.

use clap::Args;

use super::credentials::CredentialsFile;
use super::json::Object;
use super::look::Ink;
use super::options::{ConnectArgs, OutputArgs};
use super::session;
use super::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct LogoutArgs {
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Forgets the login at a server, which is not asked. The token goes on to count there.
///
/// # Errors
/// [`Failure`] if the file of the logins cannot be changed.
pub(crate) fn logout(args: &LogoutArgs) -> Result<(), Failure> {
    forget(args).map_err(|trouble| trouble.at(""))
}

fn forget(args: &LogoutArgs) -> Result<(), Trouble> {
    let server = session::name(&session::client(&session::server(&args.connect)?)?);
    let mut forgotten = None;
    let file = CredentialsFile::of_this_user()?;
    // Without a login there is nothing to change, and no file to be made.
    if file.read()?.servers.contains_key(&server) {
        file.change(|credentials| {
            forgotten = credentials.servers.remove(&server).map(|login| login.player);
            credentials.current.take_if(|current| *current == server);
        })?;
    }
    if args.output.json {
        return Object::new().with("server", &server)?.with("forgotten", &forgotten)?.print();
    }
    let text = match &forgotten {
        Some(player) => format!("Forgot the login at {server} as {player}"),
        None => format!("Nobody is logged in at {server}"),
    };
    Ok(terminal::print(&args.output.look().line().put(Ink::Plain, text).end())?)
}
