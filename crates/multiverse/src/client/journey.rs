//! `multiverse journey`: an entity's way through universes.

use clap::Args;
use multiverse_client::ClientError;
use multiverse_model::wire::{Journey, PageQuery};
use multiverse_model::{Branch, EntityId, Limit, Millis, Tick, Transit, TransitState, UniverseId};

use super::json::Object;
use super::look::{Cell, Ink, Look, ago, now, table};
use super::options::{ConnectArgs, OutputArgs};
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

/// How many pages are looked at, of which some may be empty for those who may not see much.
const MOST_PAGES: usize = 1000;

#[derive(Debug, Args)]
pub(crate) struct JourneyArgs {
    /// The game's id of the entity.
    #[arg(value_name = "ENTITY_ID", value_parser = |text: &str| EntityId::new(text))]
    entity: EntityId,
    /// At most so many trips, the first ones: 1 to 1000.
    #[arg(short = 'n', long = "number", value_name = "N", default_value = "100")]
    number: Limit,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Shows trips in order, and the forks that took the entity along.
///
/// # Errors
/// [`Failure`] if no such entity travelled where the player may see.
pub(crate) fn journey(args: &JourneyArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| follow(args, session).await)
}

async fn follow(args: &JourneyArgs, session: &Session) -> Result<(), Trouble> {
    let (journey, has_more) = first_steps(args, session).await?;
    if args.output.json {
        let object = Object::new().with("entityId", &journey.entity_id)?.with("steps", &journey.steps)?;
        return object.with("branches", &journey.branches)?.with("hasMore", &has_more)?.print();
    }
    terminal::print(&told(&journey, &args.output.look(), now()))?;
    match journey.steps.is_empty() {
        true => terminal::note(&format_args!("no trips of {} that you may see", journey.entity_id)),
        false if has_more => terminal::note(&"there are more trips; -n N shows N"),
        false => {}
    }
    Ok(())
}

/// As much of a journey as was asked for, and whether there is more.
async fn first_steps(args: &JourneyArgs, session: &Session) -> Result<(Journey, bool), ClientError> {
    let (wanted, mut cursor) = (args.number.get(), None);
    let mut journey = Journey {
        entity_id: args.entity.clone(),
        steps: Vec::new(),
        branches: Vec::new(),
        next_cursor: None,
    };
    for _ in 0..MOST_PAGES {
        let limit = Limit::try_from(wanted - journey.steps.len()).ok();
        let page = session.client.journey(&args.entity, PageQuery { limit, cursor }).await?;
        journey.steps.extend(page.steps);
        for branch in page.branches {
            if !journey.branches.contains(&branch) {
                journey.branches.push(branch);
            }
        }
        cursor = page.next_cursor;
        if cursor.is_none() || journey.steps.len() >= wanted {
            break;
        }
    }
    journey.steps.truncate(wanted);
    Ok((journey, cursor.is_some()))
}

fn told(journey: &Journey, look: &Look, now: Millis) -> String {
    let rows: Vec<Vec<Cell>> = journey.steps.iter().map(|step| row(step, look, now)).collect();
    let mut text = table(look, 3, &rows);
    for Branch { universe_id, fork_of } in &journey.branches {
        let mut line = look.line();
        line.put(Ink::Plain, "also in ").put(Ink::Name, universe_id.as_str());
        let from = format!(", forked from {}@{}", fork_of.universe_id, fork_of.snapshot_tick);
        text.push_str(&line.put(Ink::Plain, from).end());
    }
    text
}

fn row(step: &Transit, look: &Look, now: Millis) -> Vec<Cell> {
    let arrived = step.settled_tick.filter(|_| step.state == TransitState::Arrived);
    let (from, to) = (at(&step.from_universe_id, step.departed_tick), at(&step.to_universe_id, arrived));
    vec![
        (Ink::Plain, format!("{from} {} {to}", look.arrow(false))),
        (Ink::Title, step.state.to_string()),
        (Ink::Dim, format!("left {}", ago(step.departed_at, now))),
        (Ink::Name, step.id.to_string()),
        (Ink::Dim, step.reason.as_ref().map(ToString::to_string).unwrap_or_default()),
    ]
}

fn at(universe: &UniverseId, tick: Option<Tick>) -> String {
    tick.map_or_else(|| universe.to_string(), |tick| format!("{universe}@{tick}"))
}
