//! `multiverse passage show`.

use clap::Args;
use multiverse_model::{Passage, PassageId, Position, Sides};

use super::words::{awaited, ends, owners, sealers};
use crate::client::json::Object;
use crate::client::look::{Look, Page, ago, date, now, percent};
use crate::client::options::{ConnectArgs, OutputArgs};
use crate::client::session::{self, Session};
use crate::client::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The passage.
    passage: PassageId,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn show(args: &ShowArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| look_up(args, session).await)
}

async fn look_up(args: &ShowArgs, session: &Session) -> Result<(), Trouble> {
    let passage = session.client.passage(&args.passage).await?;
    if args.output.json {
        return Object::new().with("passage", &passage)?.print();
    }
    Ok(terminal::print(&about(&passage, &args.output.look()))?)
}

fn about(passage: &Passage, look: &Look) -> String {
    let mut page = Page::new(look);
    page.head("", passage.id.as_str(), passage.kind.as_str());
    page.row("Between", ends(passage, look));
    page.row("State", passage.state.as_str());
    page.row("Stability", format!("{} {}", look.bar(passage.stability / 100.0), percent(passage.stability)));
    let maintained = passage.last_maintenance;
    page.row("Maintained", format!("{} ({})", date(maintained), ago(maintained, now())));
    page.row("Uses left", passage.uses_left.map_or("no limit".to_owned(), |uses| uses.to_string()));
    page.row("Under way", passage.in_transit.to_string());
    let agreed = passage.consent.filter(|consent: &Sides| consent.any());
    page.row("Consent", agreed.map(|given| owners(passage, given)).unwrap_or_default());
    page.row("Waits for", awaited(passage).unwrap_or_default());
    page.row("Sealed by", sealers(passage).unwrap_or_default());
    let made = format!(
        "{} ({}) by {}",
        date(passage.created_at),
        ago(passage.created_at, now()),
        passage.created_by
    );
    page.row("Made", made);
    page.row("Opens at", passage.source_position.map(place).unwrap_or_default());
    page.row("Leads to", passage.target_position.map(place).unwrap_or_default());
    page.end()
}

fn place(at: Position) -> String {
    let Position { x, y, z } = at;
    z.map_or_else(|| format!("{x}, {y}"), |z| format!("{x}, {y}, {z}"))
}
