//! `multiverse whoami`: who you are at a server.

use clap::Args;
use multiverse_client::ClientError;

use super::json::Object;
use super::look::Ink;
use super::options::{ConnectArgs, OutputArgs};
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::{Exit, Failure};
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct WhoamiArgs {
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Asks the server who the caller is.
///
/// # Errors
/// [`Failure`] if nobody is logged in, or the token does not count any more.
pub(crate) fn whoami(args: &WhoamiArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| show(args, session).await)
}

async fn show(args: &WhoamiArgs, session: &Session) -> Result<(), Trouble> {
    let server = &session.server;
    let Some(id) = session.player().await? else {
        let sentence = format!("nobody is logged in at {server}; log in with: multiverse login");
        return Err(Trouble::told(Exit::NotAllowed, sentence));
    };
    let player = match session.client.player(&id).await {
        Ok(player) => Some(player),
        // The identity provider knows the player, and the server has not seen them yet.
        Err(ClientError::NotFound(_)) => None,
        Err(error) => return Err(error.into()),
    };
    if args.output.json {
        let object = Object::new().with("server", server)?.with("playerId", &id)?;
        return object.with("player", &player)?.print();
    }
    let look = args.output.look();
    let mut line = look.line();
    line.put(Ink::Name, id.as_str());
    if let Some(player) = player.filter(|player| player.display_name.as_str() != id.as_str()) {
        line.put(Ink::Plain, format!(" ({})", player.display_name));
    }
    line.put(Ink::Plain, format!(" at {server}"));
    Ok(terminal::print(&line.end())?)
}
