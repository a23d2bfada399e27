//! Drawings of families: each fixture is a family and what is drawn of it.

mod multiverse;
mod random;

use multiverse_model::Millis;

use super::paint::{Painter, Style};
use super::strand::{Scope, strands};
use super::walk::{Step, Walk};
use crate::client::look::{Charset, Look};
use multiverse::{Multiverse, Told};

/// What follows `$ log` in a fixture.
struct Command {
    universe: String,
    scope: Scope,
    to: Option<u64>,
    number: usize,
    lanes: usize,
    canon_only: bool,
    style: Style,
    charset: Charset,
}

impl Command {
    fn parse(line: &str) -> Self {
        let mut command = Self {
            universe: String::new(),
            scope: Scope::History,
            to: None,
            number: usize::MAX,
            lanes: 16,
            canon_only: false,
            style: Style { is_short: true, is_reversed: false },
            charset: Charset::Unicode,
        };
        for word in line.split_whitespace() {
            match word.split_once('=').unwrap_or((word, "")) {
                ("--all", _) => command.scope = Scope::Family,
                ("--no-forks", _) => command.scope = Scope::Alone,
                ("--canon", _) => command.canon_only = true,
                ("--long", _) => command.style.is_short = false,
                ("--reverse", _) => command.style.is_reversed = true,
                ("--ascii", _) => command.charset = Charset::Ascii,
                ("-n", number) => command.number = number.parse().unwrap(),
                ("--lanes", lanes) => command.lanes = lanes.parse().unwrap(),
                (place, _) => {
                    let (universe, tick) = place.split_once('@').unwrap_or((place, ""));
                    command.universe = universe.to_owned();
                    command.to = tick.parse().ok();
                }
            }
        }
        command
    }
}

fn walk(multiverse: &Multiverse, command: &Command) -> Walk<Told> {
    let strands = strands(&multiverse.family(&command.universe), command.scope);
    let to = command.to.map(|tick| tick.try_into().unwrap());
    let timelines = multiverse.timelines(&strands, command.canon_only, to);
    Walk::new(strands, timelines, command.lanes, to)
}

/// All steps.
async fn walked(multiverse: &Multiverse, command: &Command) -> (Walk<Told>, Vec<Step>) {
    let (mut walk, mut steps) = (walk(multiverse, command), Vec::new());
    while let Some(step) = walk.next().await.unwrap() {
        steps.push(step);
    }
    (walk, steps)
}

async fn draw(multiverse: &Multiverse, command: &Command) -> String {
    let mut walk = walk(multiverse, command);
    let to = command.to.map(|tick| tick.try_into().unwrap());
    let mut painter =
        Painter::new(Look::plain(command.charset), Millis(60_000), command.style, walk.strands(), to);
    let (mut rows, mut left) = (Vec::new(), command.number);
    while left > 0 {
        let Some(step) = walk.next().await.unwrap() else { break };
        rows.push(painter.row(&step, walk.strands(), walk.lanes()));
        left -= usize::from(matches!(step, Step::Entry { .. }));
    }
    if left == 0
        && let Some(lanes) = walk.rest()
    {
        rows.push(painter.cut(lanes));
    }
    if command.style.is_reversed {
        rows.reverse();
    }
    rows.concat()
}

/// Draws all that a fixture asks for, and compares.
async fn check(name: &str, fixture: &str) {
    let (family, commands) = fixture.split_once("$ log ").unwrap();
    let multiverse = Multiverse::parse(family);
    let mut drawn = family.to_owned();
    for command in commands.split("$ log ") {
        let (line, _) = command.split_once('\n').unwrap();
        drawn.push_str(&format!("$ log {line}\n{}\n", draw(&multiverse, &Command::parse(line)).await));
    }
    assert_eq!(drawn.trim_end(), fixture.trim_end(), "{name} is drawn otherwise:\n{drawn}");
}

macro_rules! fixtures {
    ($($name:ident)+) => {
        $(#[tokio::test]
        async fn $name() {
            check(stringify!($name), include_str!(concat!("../fixtures/", stringify!($name), ".txt"))).await;
        })+
    };
}

fixtures! {
    a_line_of_saves_and_events
    forks_begin_at_their_ticks
    forks_of_forks
    forks_from_before_the_fork_point
    many_forks
    forks_with_nothing_of_their_own
    ancestors_that_are_hidden_or_deleted
    several_saves_at_one_tick
    a_part_of_it
    the_oldest_first
    without_utf_8
    told_in_full
}
