//! `multiverse passage check`: how well two universes go together.

use clap::Args;
use multiverse_model::{Compatibility, UniverseId};

use crate::client::json;
use crate::client::look::{Cell, Ink, Look, percent, table};
use crate::client::options::{ConnectArgs, OutputArgs};
use crate::client::session::{self, Session};
use crate::client::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Where the traveller leaves.
    source: UniverseId,
    /// Where the traveller is to arrive.
    target: UniverseId,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn check(args: &CheckArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| compare(args, session).await)
}

async fn compare(args: &CheckArgs, session: &Session) -> Result<(), Trouble> {
    let found = session.client.compatibility(&args.source, &args.target).await?;
    if args.output.json {
        return json::print(&found);
    }
    Ok(terminal::print(&told(&found, &args.output.look()))?)
}

/// The score with what it is made of, and what a traveller should know.
fn told(found: &Compatibility, look: &Look) -> String {
    let verdict = if found.recommended { "a passage is recommended" } else { "a passage is not recommended" };
    let share = |value: f64| format!("{} {}", look.bar(value), percent(value * 100.0));
    let mut rows: Vec<Vec<Cell>> = vec![vec![
        (Ink::Title, "score".to_owned()),
        (Ink::Plain, share(found.score)),
        (Ink::Plain, verdict.to_owned()),
    ]];
    rows.extend(found.factors.iter().map(|factor| {
        let weight = format!("counts {}", percent(factor.weight * 100.0));
        vec![(Ink::Plain, factor.name.clone()), (Ink::Plain, share(factor.value)), (Ink::Dim, weight)]
    }));
    let mut text = table(look, 2, &rows);
    for warning in &found.warnings {
        let mut line = look.line();
        text.push_str(&line.put(Ink::Canon, "!").put(Ink::Plain, format!(" {warning}")).end());
    }
    text
}
