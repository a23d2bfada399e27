//! `multiverse passage create`.

use clap::Args;
use multiverse_model::wire::CreatePassage;
use multiverse_model::{Passage, PassageType, UniverseId};

use super::words::{ends, standing};
use crate::client::json::Object;
use crate::client::look::{Ink, Look};
use crate::client::options::{ConnectArgs, OutputArgs};
use crate::client::session::{self, Session};
use crate::client::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    /// The universe to make it from; you may edit it.
    source: UniverseId,
    /// The universe that it is to lead to; you may see it.
    target: UniverseId,
    /// What kind of passage: thread (a day, five trips, one way), bridge (ten days, ten at a time), gate (a hundred
    /// days), or confluence (for ever, by consent of both owners).
    #[arg(long = "type", value_name = "TYPE", value_parser = clap::value_parser!(PassageType))]
    kind: PassageType,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn create(args: &CreateArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| make(args, session).await)
}

async fn make(args: &CreateArgs, session: &Session) -> Result<(), Trouble> {
    let passage = CreatePassage {
        source_universe_id: args.source.clone(),
        target_universe_id: args.target.clone(),
        kind: args.kind,
        created_by: session.owner(),
        source_position: None,
        target_position: None,
    };
    let made = session.client.create_passage(passage).await?;
    if args.output.json {
        return Object::new().with("passage", &made)?.print();
    }
    Ok(terminal::print(&told(&made, &args.output.look()))?)
}

fn told(made: &Passage, look: &Look) -> String {
    let mut line = look.line();
    line.put(Ink::Plain, "Made ").put(Ink::Name, made.id.as_str());
    line.put(Ink::Plain, format!(" ({}, {})", made.kind.as_str(), ends(made, look)));
    if !made.state.is_open() {
        line.put(Ink::Plain, format!(", {}", standing(made)));
    }
    line.end()
}
