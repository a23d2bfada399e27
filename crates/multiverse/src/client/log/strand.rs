//! Which lines a drawing has, and where each begins on another.

use std::collections::{HashMap, HashSet, VecDeque};

use multiverse_model::wire::{Ancestor, Relative};
use multiverse_model::{Millis, PlayerId, Tick, UniverseId, UniverseName};

use super::family::Family;

/// How much of a family is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The universe's history, from the root to its head.
    Alone,
    /// That, and what was forked from it and from those forks.
    History,
    /// The whole family.
    Family,
}

/// One line of a drawing: the timeline of a universe, perhaps with the part of it that came before the universe was
/// forked.
#[derive(Debug, Clone)]
pub(super) struct Strand {
    /// The universe whose head is at the line's end.
    pub(super) tip: Relative,
    /// Whose entries are on the line, the tip first. Never empty.
    pub(super) generations: Vec<Generation>,
    /// The line that this one begins on, and the tick of the fork point.
    pub(super) parent: Option<(usize, Tick)>,
    /// How many lines there are from this one to a root.
    pub(super) depth: usize,
    /// How many lines begin on this one, on those, and so on.
    pub(super) descendants: usize,
}

/// A universe on a line.
#[derive(Debug, Clone)]
pub(super) struct Generation {
    pub(super) id: UniverseId,
    pub(super) name: UniverseName,
    /// The tick of the one before it at which it was forked.
    pub(super) fork_tick: Option<Tick>,
    /// Who made it, and when; none for one that was deleted.
    pub(super) made: Option<(PlayerId, Millis)>,
}

/// The lines of a drawing, each after the one that it begins on. The first has the universe that was asked for, but for
/// a whole family, where the root comes first.
pub(super) fn strands(family: &Family, scope: Scope) -> Vec<Strand> {
    let mut weave = Weave::new(family);
    match scope {
        Scope::Alone => weave.add_history(),
        Scope::History => {
            weave.add_history();
            weave.add_forks();
        }
        Scope::Family => {
            for relative in &family.relatives {
                weave.add_with_ancestors(relative);
            }
        }
    }
    weave.strands
}

/// A part of a universe that is on a line.
#[derive(Debug, Clone, Copy)]
struct Carrier {
    strand: usize,
    /// The last tick that is on the line; none if all are.
    until: Option<Tick>,
}

struct Weave<'f> {
    family: &'f Family,
    relatives: HashMap<&'f UniverseId, &'f Relative>,
    carriers: HashMap<&'f UniverseId, Carrier>,
    strands: Vec<Strand>,
}

impl<'f> Weave<'f> {
    fn new(family: &'f Family) -> Self {
        let relatives = family.relatives.iter().map(|relative| (&relative.universe_id, relative)).collect();
        Self { family, relatives, carriers: HashMap::new(), strands: Vec::new() }
    }

    /// One line from the root to the head of the universe that was asked for.
    fn add_history(&mut self) {
        if let Some(tip) = self.relatives.get(&self.family.asked).copied() {
            self.add(tip, &self.family.lineage, None);
        }
    }

    /// Lines for all that was forked from what has a line.
    fn add_forks(&mut self) {
        let mut forks: HashMap<&UniverseId, Vec<&'f Relative>> = HashMap::new();
        for relative in &self.family.relatives {
            if let Some(from) = &relative.fork_of {
                forks.entry(&from.universe_id).or_default().push(relative);
            }
        }
        let mut todo: VecDeque<&UniverseId> =
            self.family.lineage.iter().map(|ancestor| &ancestor.universe_id).collect();
        while let Some(source) = todo.pop_front() {
            for fork in forks.remove(source).unwrap_or_default() {
                let is_new = !self.carriers.contains_key(&fork.universe_id);
                if is_new && let Some(parent) = self.parent_of(fork) {
                    self.add(fork, &[], Some(parent));
                    todo.push_back(&fork.universe_id);
                }
            }
        }
    }

    /// A line for a universe, after those for the universes that it descends from.
    fn add_with_ancestors(&mut self, relative: &'f Relative) {
        let mut line = Vec::new();
        let mut seen = HashSet::new();
        let mut next = Some(relative);
        // A server that leads in a circle must not keep us.
        while let Some(relative) = next.filter(|relative| seen.insert(&relative.universe_id)) {
            if self.carriers.contains_key(&relative.universe_id) {
                break;
            }
            line.push(relative);
            let before = self.ghosts(relative).first().map(|ghost| &ghost.universe_id);
            let source = match before {
                Some(eldest) => self.parent_in_lineage(eldest),
                None => relative.fork_of.as_ref().map(|from| &from.universe_id),
            };
            next = source.and_then(|source| self.relatives.get(source).copied());
        }
        for relative in line.into_iter().rev() {
            let ghosts = self.ghosts(relative);
            let parent = match ghosts.first() {
                Some(eldest) => self
                    .parent_in_lineage(&eldest.universe_id)
                    .zip(eldest.fork_tick)
                    .and_then(|(source, tick)| Some((self.carriers.get(source)?.strand, tick))),
                None => self.parent_of(relative),
            };
            self.add(relative, ghosts, parent);
        }
    }

    /// The universes just before one in the lineage that were deleted: their history is seen through it alone.
    fn ghosts(&self, relative: &Relative) -> &'f [Ancestor] {
        let lineage: &'f [Ancestor] = &self.family.lineage;
        let Some(place) = lineage.iter().position(|ancestor| ancestor.universe_id == relative.universe_id)
        else {
            return &[];
        };
        let before = lineage.get(..place).unwrap_or_default();
        let seen = before.iter().rposition(|ancestor| self.relatives.contains_key(&ancestor.universe_id));
        before.get(seen.map_or(0, |seen| seen + 1)..).unwrap_or_default()
    }

    fn parent_in_lineage(&self, id: &UniverseId) -> Option<&'f UniverseId> {
        let place = self.family.lineage.iter().position(|ancestor| ancestor.universe_id == *id)?;
        let before = self.family.lineage.get(place.checked_sub(1)?)?;
        Some(&before.universe_id)
    }

    /// The line that has a universe's fork point.
    fn parent_of(&self, relative: &Relative) -> Option<(usize, Tick)> {
        let from = relative.fork_of.as_ref()?;
        let carrier = self.carriers.get(&from.universe_id)?;
        let is_on_it = carrier.until.is_none_or(|until| from.snapshot_tick <= until);
        is_on_it.then_some((carrier.strand, from.snapshot_tick))
    }

    /// A line with a universe at its end. `lineage` are those before it that are on the line, root first, and perhaps
    /// itself.
    fn add(&mut self, tip: &'f Relative, lineage: &'f [Ancestor], parent: Option<(usize, Tick)>) {
        let strand = self.strands.len();
        let mut generations = vec![Generation {
            id: tip.universe_id.clone(),
            name: tip.name.clone(),
            fork_tick: tip.fork_of.as_ref().map(|from| from.snapshot_tick),
            made: Some((tip.owner_id.clone(), tip.created_at)),
        }];
        let mut until = generations.first().and_then(|tip| tip.fork_tick);
        self.carriers.insert(&tip.universe_id, Carrier { strand, until: None });
        for ancestor in lineage.iter().rev().filter(|ancestor| ancestor.universe_id != tip.universe_id) {
            self.carriers.insert(&ancestor.universe_id, Carrier { strand, until });
            let Ancestor { universe_id, name, fork_tick } = ancestor;
            let made =
                self.relatives.get(universe_id).map(|known| (known.owner_id.clone(), known.created_at));
            generations.push(Generation {
                id: universe_id.clone(),
                name: name.clone(),
                fork_tick: *fork_tick,
                made,
            });
            until = ancestor.fork_tick;
        }
        let depth =
            parent.and_then(|(parent, _)| self.strands.get(parent)).map_or(0, |parent| parent.depth + 1);
        self.strands.push(Strand { tip: tip.clone(), generations, parent, depth, descendants: 0 });
        self.count_descendant(strand);
    }

    fn count_descendant(&mut self, strand: usize) {
        let mut at = strand;
        while let Some((parent, _)) = self.strands.get(at).and_then(|strand| strand.parent) {
            if let Some(parent) = self.strands.get_mut(parent) {
                parent.descendants += 1;
            }
            at = parent;
        }
    }
}
