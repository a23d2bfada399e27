//! `multiverse tree`: a universe's family, who was forked from whom.

use std::collections::{BTreeMap, HashMap, HashSet};

use clap::Args;
use multiverse_model::wire::Relative;
use multiverse_model::{Millis, Tick, UniverseId};

use super::json::Object;
use super::log::family::Family;
use super::look::{Charset, Ink, Look, ago, counted, now};
use super::options::{ConnectArgs, OutputArgs};
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::Failure;
use crate::terminal;

#[derive(Debug, Args)]
pub(crate) struct TreeArgs {
    /// A universe of the family.
    universe: UniverseId,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Shows the family of a universe as a tree.
///
/// # Errors
/// [`Failure`] if there is no such universe, or it is hidden.
pub(crate) fn tree(args: &TreeArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| show(args, session).await)
}

async fn show(args: &TreeArgs, session: &Session) -> Result<(), Trouble> {
    let family = Family::of(&session.client, &args.universe).await?;
    let Family { asked, relatives, has_more, .. } = &family;
    if args.output.json {
        let object = Object::new().with("universeId", &asked)?.with("universes", &relatives)?;
        return object.with("hasMore", &has_more)?.print();
    }
    family.warn_if_cut();
    Ok(terminal::print(&draw(&family, &args.output.look(), now()))?)
}

/// A universe's forks by their fork points; the youngest of one fork point last.
type Forks<'f> = BTreeMap<(Tick, usize), &'f UniverseId>;

/// The members of a family, and which are forks of which.
struct Tree<'f> {
    family: &'f Family,
    relatives: HashMap<&'f UniverseId, &'f Relative>,
    forks: HashMap<&'f UniverseId, Forks<'f>>,
    roots: Vec<&'f UniverseId>,
}

impl<'f> Tree<'f> {
    fn new(family: &'f Family) -> Self {
        let relatives = family.relatives.iter().map(|relative| (&relative.universe_id, relative)).collect();
        let mut tree = Self { family, relatives, forks: HashMap::new(), roots: Vec::new() };
        // The deleted ones of the lineage first: what was forked from them hangs there.
        let mut known = HashSet::new();
        for (place, ancestor) in family.lineage.iter().enumerate() {
            let source = place.checked_sub(1).and_then(|before| family.lineage.get(before));
            let source = source.map(|source| &source.universe_id).zip(ancestor.fork_tick);
            tree.add(&ancestor.universe_id, source, &mut known);
        }
        for relative in &family.relatives {
            let source = relative.fork_of.as_ref().map(|from| (&from.universe_id, from.snapshot_tick));
            tree.add(&relative.universe_id, source, &mut known);
        }
        tree
    }

    fn add(
        &mut self,
        id: &'f UniverseId,
        source: Option<(&'f UniverseId, Tick)>,
        known: &mut HashSet<&'f UniverseId>,
    ) {
        if !known.insert(id) {
            return;
        }
        match source {
            None => self.roots.push(id),
            Some((source, tick)) => {
                // Another that was deleted: nothing is known of it but that something was forked from it.
                if !self.relatives.contains_key(source) && known.insert(source) {
                    self.roots.push(source);
                }
                let forks = self.forks.entry(source).or_default();
                forks.insert((tick, forks.len()), id);
            }
        }
    }

    /// All members, each after what it was forked from, with the branches before it.
    fn rows(&self, charset: Charset) -> Vec<Row<'f>> {
        let [branch, last, rail, gap] = match charset {
            Charset::Unicode => ["├─ ", "└─ ", "│  ", "   "],
            Charset::Ascii => ["|- ", "`- ", "|  ", "   "],
        };
        let root = |id: &&'f UniverseId| Row { id, tick: None, branch: String::new(), below: String::new() };
        let mut todo: Vec<Row<'f>> = self.roots.iter().rev().map(root).collect();
        let mut rows: Vec<Row<'f>> = Vec::new();
        while let Some(row) = todo.pop() {
            let forks = self.forks.get(row.id);
            for (place, ((tick, _), id)) in forks.into_iter().flatten().rev().enumerate() {
                let (mark, under) = if place == 0 { (last, gap) } else { (branch, rail) };
                let (branch, below) = (format!("{}{mark}", row.below), format!("{}{under}", row.below));
                todo.push(Row { id, tick: Some(*tick), branch, below });
            }
            rows.push(row);
        }
        rows
    }
}

/// A member of the family in its place.
struct Row<'f> {
    id: &'f UniverseId,
    /// The fork point.
    tick: Option<Tick>,
    /// What stands before it.
    branch: String,
    /// What stands before its forks.
    below: String,
}

fn draw(family: &Family, look: &Look, now: Millis) -> String {
    let tree = Tree::new(family);
    tree.rows(look.charset).into_iter().map(|row| tree.line(&row, look, now)).collect()
}

impl Tree<'_> {
    fn line(&self, row: &Row<'_>, look: &Look, now: Millis) -> String {
        let mut line = look.line();
        line.put(Ink::Dim, &row.branch);
        if let Some(tick) = row.tick {
            line.put(Ink::Plain, format!("@{tick} "));
        }
        let is_asked = *row.id == self.family.asked;
        let ink = if is_asked { Ink::Name } else { Ink::Title };
        let Some(relative) = self.relatives.get(row.id) else {
            let ancestor = self.family.lineage.iter().find(|ancestor| ancestor.universe_id == *row.id);
            line.put(Ink::Plain, ancestor.map_or("", |ancestor| ancestor.name.as_str()));
            return line.part(Ink::Dim, "deleted").part(Ink::Dim, row.id.as_str()).end();
        };
        line.put(ink, relative.name.as_str()).part(Ink::Plain, relative.owner_id.as_str());
        let mut facts = vec![counted(relative.snapshot_count, "save", "saves")];
        facts.extend(relative.head_tick.map(|tick| format!("to tick {tick}")));
        line.part(Ink::Dim, facts.join(" "));
        if relative.canonical_event_count > 0 {
            line.part(Ink::Canon, format!("{}{}", look.star(), relative.canonical_event_count));
        }
        if relative.last_snapshot_at > Millis::ZERO {
            line.part(Ink::Dim, ago(relative.last_snapshot_at, now));
        }
        line.part(Ink::Dim, row.id.as_str()).end()
    }
}
