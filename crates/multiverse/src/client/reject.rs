//! `multiverse reject`: sends a traveller back.

use clap::Args;
use multiverse_model::wire::RejectRequest;
use multiverse_model::{Label, TransitId};

use super::json::Object;
use super::look::Ink;
use super::options::{ConnectArgs, OutputArgs};
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct RejectArgs {
    /// The trip, as arrivals lists it.
    transit: TransitId,
    /// Why, for people where it came from.
    #[arg(long, value_name = "TEXT", value_parser = |text: &str| Label::new(text))]
    reason: Option<Label>,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Sends a traveller back: from then on it is due where it came from.
///
/// # Errors
/// [`Failure`] if it has arrived already, or the player may not receive where it is due.
pub(crate) fn reject(args: &RejectArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| turn_back(args, session).await)
}

async fn turn_back(args: &RejectArgs, session: &Session) -> Result<(), Trouble> {
    let rejection = RejectRequest { reason: args.reason.clone() };
    let transit = session.client.reject(&args.transit, rejection).await?;
    if args.output.json {
        return Object::new().with("transit", &transit)?.print();
    }
    let mut line = args.output.look().line();
    line.put(Ink::Title, transit.entity_id.as_str());
    line.put(Ink::Plain, if transit.state.is_open() { " turns back to " } else { " has turned back to " });
    line.put(Ink::Name, transit.due_universe().as_str());
    Ok(terminal::print(&line.end())?)
}
