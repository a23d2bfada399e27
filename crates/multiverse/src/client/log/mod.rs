//! `multiverse log`: the timeline of a universe and of its forks, as a drawing.
//!
//! [`family`] is what the server tells of relatives; [`strand`] decides which lines there are and where each begins on
//! another; [`walk`] goes through their entries, newest first, with a [`cursor`] in each and a column of [`lanes`] for
//! each; [`graph`] has the rails of a row, and [`paint`] makes text of it.

mod cursor;
pub(super) mod family;
mod graph;
mod lanes;
mod pages;
mod paint;
mod strand;
#[cfg(test)]
mod tests;
mod walk;

use clap::Args;
use multiverse_model::UniverseId;
use multiverse_model::wire::Relative;
use serde::Serialize;

use super::look::{Look, now};
use super::options::{ConnectArgs, OutputArgs};
use super::out::{JsonList, Out};
use super::place::Place;
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::{Exit, Failure};
use crate::terminal;
use family::Family;
use pages::{Pages, Wanted};
use paint::{Painter, Style};
use strand::{Scope, Strand, strands};
use walk::{Step, Walk};

/// The most columns of a drawing. More lines at once are nothing that anybody can follow.
const MOST_LANES: usize = 16;

/// Of a terminal's columns, what the rails may have at most: one in so many.
const SHARE: usize = 3;

/// The most rows that are held to be turned around.
const MOST_REVERSED: usize = 100_000;

/// The most timelines that are read at once for a program.
const MOST_OPEN: usize = 256;

#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// The universe, or UNIVERSE@TICK for its history up to a tick.
    #[arg(value_name = "UNIVERSE[@TICK]")]
    place: Place,
    /// The whole family, not only the universe's history and what was forked from it.
    #[arg(long, conflicts_with = "no_forks")]
    all: bool,
    /// Only the universe's history.
    #[arg(long)]
    no_forks: bool,
    /// Only canon events.
    #[arg(long)]
    canon: bool,
    /// At most so many entries.
    #[arg(short = 'n', long = "number", value_name = "N")]
    number: Option<usize>,
    /// Only what names an entry, on a short line.
    #[arg(long)]
    oneline: bool,
    /// The oldest first.
    #[arg(long, conflicts_with = "json")]
    reverse: bool,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Draws a universe's timeline and its forks, newest first.
///
/// # Errors
/// [`Failure`] if there is no such universe, or it is hidden.
pub(crate) fn log(args: &LogArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| read(args, session).await)
}

async fn read(args: &LogArgs, session: &Session) -> Result<(), Trouble> {
    let family = Family::of(&session.client, &args.place.universe).await?;
    family.warn_if_cut();
    let scope = match (args.all, args.no_forks) {
        (true, _) => Scope::Family,
        (_, true) => Scope::Alone,
        _ => Scope::History,
    };
    let strands = strands(&family, scope);
    let wanted = Wanted { canon_only: args.canon, to: args.place.tick, number: args.number };
    let pages = Pages::new(session.client.clone(), wanted, &strands);
    let look = args.output.look();
    let most = if args.output.json { MOST_OPEN } else { most_lanes(&look) };
    let walk = Walk::new(strands, pages, most, args.place.tick);
    let mut out = Out::new();
    if args.output.json {
        return as_json(walk, args.number, &family.asked, &mut out).await;
    }
    draw(walk, args, look, &mut out).await
}

fn most_lanes(look: &Look) -> usize {
    let fit = look.width.map_or(MOST_LANES, |width| width / SHARE / 2);
    fit.clamp(2, MOST_LANES)
}

async fn draw(mut walk: Walk<Pages>, args: &LogArgs, look: Look, out: &mut Out) -> Result<(), Trouble> {
    let style = Style { is_short: args.oneline, is_reversed: args.reverse };
    let mut painter = Painter::new(look, now(), style, walk.strands(), args.place.tick);
    let mut rows = Rows { out, held: args.reverse.then(Vec::new) };
    if walk.strands().iter().all(|strand| strand.tip.head_tick.is_none()) {
        terminal::note(&format_args!("universe {} has no snapshot yet", args.place.universe));
    }
    let mut left = args.number.unwrap_or(usize::MAX);
    while left > 0 {
        let Some(step) = walk.next().await? else {
            note_missing(&walk);
            return rows.end();
        };
        rows.put(painter.row(&step, walk.strands(), walk.lanes()))?;
        if matches!(step, Step::Entry { .. }) {
            left -= 1;
        }
    }
    if let Some(lanes) = walk.rest() {
        rows.put(painter.cut(lanes))?;
    }
    rows.end()
}

/// Says so if timelines that begin nowhere on what is drawn had no room. There are such where what they were forked from
/// was deleted.
fn note_missing(walk: &Walk<Pages>) {
    let is_missing = |(number, strand): &(usize, &Strand)| strand.parent.is_none() && walk.is_folded(*number);
    let missing = walk.strands().iter().enumerate().filter(is_missing).count();
    if missing > 0 {
        terminal::note(&format_args!(
            "there was no room for {missing} timelines; multiverse tree shows them"
        ));
    }
}

/// Rows on their way out.
struct Rows<'o> {
    out: &'o mut Out,
    /// Those that wait for the end, to go out the last first.
    held: Option<Vec<String>>,
}

impl Rows<'_> {
    fn put(&mut self, row: String) -> Result<(), Trouble> {
        match &mut self.held {
            None => self.out.put(&row),
            Some(held) if held.len() < MOST_REVERSED => {
                held.push(row);
                Ok(())
            }
            Some(_) => {
                let sentence =
                    format!("there are more than {MOST_REVERSED} rows to turn around; ask for fewer with -n");
                Err(Trouble::told(Exit::Refused, sentence))
            }
        }
    }

    fn end(self) -> Result<(), Trouble> {
        for row in self.held.iter().flatten().rev() {
            self.out.put(row)?;
        }
        self.out.flush()
    }
}

/// A universe of the family, for programs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Drawn<'w> {
    #[serde(flatten)]
    universe: &'w Relative,
    /// Whether its entries are left out because too many timelines go on at once.
    is_folded: bool,
}

async fn as_json(
    mut walk: Walk<Pages>,
    number: Option<usize>,
    asked: &UniverseId,
    out: &mut Out,
) -> Result<(), Trouble> {
    let mut list = JsonList::begin(out, "entries")?;
    let mut left = number.unwrap_or(usize::MAX);
    while left > 0 {
        let Some(step) = walk.next().await? else { break };
        if let Step::Entry { entry, .. } = step {
            list.push(&entry)?;
            left -= 1;
        }
    }
    let universes: Vec<Drawn<'_>> = walk
        .strands()
        .iter()
        .enumerate()
        .map(|(number, strand)| Drawn { universe: &strand.tip, is_folded: walk.is_folded(number) })
        .collect();
    list.end(&serde_json::json!({"universeId": asked, "universes": universes}))
}
