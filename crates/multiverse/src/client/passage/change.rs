//! `multiverse passage maintain`, `consent`, `seal`, `unseal` and `delete`.

use clap::Args;
use multiverse_client::{ClientError, MultiverseClient};
use multiverse_model::{Passage, PassageId};

use super::words::{ends, standing};
use crate::client::json::Object;
use crate::client::look::Ink;
use crate::client::options::{ConnectArgs, OutputArgs};
use crate::client::session::{self, Session};
use crate::client::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

#[derive(Debug, Args)]
pub(super) struct ChangeArgs {
    /// The passage.
    passage: PassageId,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// What changes a passage and shows it as it is then.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verb {
    Maintain,
    Consent,
    Seal,
    Unseal,
}

impl Verb {
    async fn send(self, client: &MultiverseClient, id: &PassageId) -> Result<Passage, ClientError> {
        match self {
            Self::Maintain => client.maintain_passage(id).await,
            Self::Consent => client.consent_to_passage(id).await,
            Self::Seal => client.seal_passage(id).await,
            Self::Unseal => client.unseal_passage(id).await,
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Maintain => "Maintained",
            Self::Consent => "Consented to",
            Self::Seal => "Sealed",
            Self::Unseal => "Unsealed",
        }
    }
}

pub(super) fn change(args: &ChangeArgs, verb: Verb) -> Result<(), Failure> {
    session::run(&args.connect, async |session| send(args, verb, session).await)
}

async fn send(args: &ChangeArgs, verb: Verb, session: &Session) -> Result<(), Trouble> {
    let passage = verb.send(&session.client, &args.passage).await?;
    if args.output.json {
        return Object::new().with("passage", &passage)?.print();
    }
    let look = args.output.look();
    let mut line = look.line();
    line.put(Ink::Plain, format!("{} ", verb.done())).put(Ink::Name, passage.id.as_str());
    line.put(Ink::Plain, format!(" ({}, {})", passage.kind.as_str(), ends(&passage, &look)));
    line.put(Ink::Plain, format!(", {}", standing(&passage)));
    Ok(terminal::print(&line.end())?)
}

pub(super) fn delete(args: &ChangeArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| close(args, session).await)
}

async fn close(args: &ChangeArgs, session: &Session) -> Result<(), Trouble> {
    session.client.delete_passage(&args.passage).await?;
    if args.output.json {
        return Object::new().with("deleted", &args.passage)?.print();
    }
    let mut line = args.output.look().line();
    line.put(Ink::Plain, "Deleted ").put(Ink::Name, args.passage.as_str());
    line.put(Ink::Plain, "; whoever is under way still arrives or returns");
    Ok(terminal::print(&line.end())?)
}
