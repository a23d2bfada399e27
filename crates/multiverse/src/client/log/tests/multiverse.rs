//! A server's part, as lines of a fixture describe it.
//!
//! `b "Bee" of a@3: 4 6* 7~` is a universe with the name Bee that was forked from a at tick 3, with entries at the ticks
//! 4, 6 (a canon event) and 7 (decayed). `a@3#1` is the first of several entries at tick 3. Before it may stand `hidden`
//! or `deleted`. `days 10` makes a day of ten ticks.

use std::collections::HashMap;

use multiverse_model::wire::{Ancestor, Relative};
use multiverse_model::{ForkOf, Millis, SnapshotEntry, Tick, UniverseId};
use serde_json::json;

use crate::client::log::cursor::Timelines;
use crate::client::log::family::Family;
use crate::client::log::strand::Strand;
use crate::client::trouble::Trouble;

pub(super) struct Multiverse {
    universes: Vec<Universe>,
}

struct Universe {
    id: String,
    name: String,
    is_hidden: bool,
    is_deleted: bool,
    /// The universe, and how many of its entries were there.
    from: Option<(usize, usize)>,
    entries: Vec<SnapshotEntry>,
}

impl Multiverse {
    pub(super) fn parse(text: &str) -> Self {
        let mut multiverse = Self { universes: Vec::new() };
        let mut ticks_per_day = 0;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match line.strip_prefix("days ") {
                Some(ticks) => ticks_per_day = ticks.parse().unwrap(),
                None => multiverse.add(line, ticks_per_day),
            }
        }
        multiverse
    }

    fn add(&mut self, line: &str, ticks_per_day: u64) {
        let (head, tail) = line.split_once(':').unwrap();
        let (before, rest) = head.split_once('"').unwrap();
        let (name, after) = rest.split_once('"').unwrap();
        let words: Vec<&str> = before.split_whitespace().collect();
        let id = (*words.last().unwrap()).to_owned();
        let from = after.trim().strip_prefix("of ").map(|place| self.place(place));
        let mut entries = Vec::new();
        if let Some((source, count)) = from {
            let copy = self.universes[source].entries[count - 1].clone();
            entries.push(SnapshotEntry { universe_id: id.parse().unwrap(), ..copy });
        }
        for word in tail.split_whitespace() {
            let number = self.universes.len() * 100 + entries.len();
            entries.push(entry(&id, word, number, ticks_per_day));
        }
        let is = |word: &str| words.contains(&word);
        let (is_hidden, is_deleted) = (is("hidden"), is("deleted"));
        self.universes.push(Universe { id, name: name.to_owned(), is_hidden, is_deleted, from, entries });
    }

    /// `a@3` or `a@3#1`.
    fn place(&self, text: &str) -> (usize, usize) {
        let (id, tick) = text.split_once('@').unwrap();
        let (tick, which) = tick.split_once('#').map_or((tick, None), |(tick, which)| (tick, Some(which)));
        let (tick, source) = (tick.parse::<u64>().unwrap(), self.index(id));
        let at = |entry: &SnapshotEntry| entry.tick.get() == tick;
        let entries = &self.universes[source].entries;
        let last = entries.iter().rposition(at).unwrap();
        let first = entries.iter().position(at).unwrap();
        (source, which.map_or(last, |which| first + which.parse::<usize>().unwrap() - 1) + 1)
    }

    fn index(&self, id: &str) -> usize {
        self.universes.iter().position(|universe| universe.id == id).unwrap()
    }

    /// A universe and those it descends from, itself first, up to the first that is hidden.
    fn line(&self, universe: usize) -> Vec<usize> {
        let next = |index: &usize| Some(self.universes[*index].from?.0);
        std::iter::successors(Some(universe), next)
            .take_while(|index| !self.universes[*index].is_hidden)
            .collect()
    }

    fn fork_of(&self, universe: &Universe) -> Option<ForkOf> {
        let (source, count) = universe.from?;
        let source = &self.universes[source];
        let tick = source.entries[count - 1].tick;
        (!source.is_hidden).then(|| ForkOf { universe_id: source.id.parse().unwrap(), snapshot_tick: tick })
    }

    pub(super) fn family(&self, asked: &str) -> Family {
        let line = self.line(self.index(asked));
        let eldest = *line.last().unwrap();
        let ancestor = |index: &usize| {
            let universe = &self.universes[*index];
            Ancestor {
                universe_id: universe.id.parse().unwrap(),
                name: universe.name.clone().try_into().unwrap(),
                fork_tick: self.fork_of(universe).map(|from| from.snapshot_tick),
            }
        };
        let is_seen = |index: &usize| {
            let universe = &self.universes[*index];
            !universe.is_hidden && !universe.is_deleted && self.line(*index).last() == Some(&eldest)
        };
        let relatives = (0..self.universes.len()).filter(is_seen);
        Family {
            asked: asked.parse().unwrap(),
            lineage: line.iter().rev().map(ancestor).collect(),
            relatives: relatives.map(|index| self.relative(&self.universes[index])).collect(),
            has_more: false,
        }
    }

    fn relative(&self, universe: &Universe) -> Relative {
        Relative {
            universe_id: universe.id.parse().unwrap(),
            name: universe.name.clone().try_into().unwrap(),
            owner_id: "ada".parse().unwrap(),
            fork_of: self.fork_of(universe),
            head_tick: universe.entries.iter().map(|entry| entry.tick).max(),
            snapshot_count: universe.entries.len() as u64,
            canonical_event_count: 0,
            created_at: Millis::ZERO,
            last_snapshot_at: Millis::ZERO,
        }
    }

    /// The entries of lines as the server answers them.
    pub(super) fn timelines(&self, strands: &[Strand], canon_only: bool, to: Option<Tick>) -> Told {
        let told = strands.iter().map(|strand| {
            let universe = self.index(strand.tip.universe_id.as_str());
            let line = self.line(universe);
            let line = if strand.generations.len() > 1 { &line[..] } else { &line[..1] };
            let entries = line.iter().enumerate().flat_map(|(place, index)| {
                let all = &self.universes[*index].entries;
                // Of an ancestor what came before the fork point, which the fork's first entry is.
                let count = place
                    .checked_sub(1)
                    .map_or(all.len(), |child| self.universes[line[child]].from.unwrap().1 - 1);
                let mut part: Vec<_> = all[..count].to_vec();
                part.sort_by_key(|entry| entry.tick);
                part.reverse();
                part
            });
            let is_wanted = |entry: &SnapshotEntry| {
                to.is_none_or(|to| entry.tick <= to) && (!canon_only || entry.canon_event.is_some())
            };
            entries.filter(is_wanted).collect::<Vec<_>>().into_iter()
        });
        Told(told.enumerate().collect())
    }
}

pub(super) struct Told(HashMap<usize, std::vec::IntoIter<SnapshotEntry>>);

impl Timelines for Told {
    async fn next(&mut self, strand: usize) -> Result<Option<SnapshotEntry>, Trouble> {
        Ok(self.0.get_mut(&strand).and_then(Iterator::next))
    }
}

fn entry(universe: &str, word: &str, number: usize, ticks_per_day: u64) -> SnapshotEntry {
    let tick: u64 = word.trim_end_matches(['*', '~']).parse().unwrap();
    let event = word.contains('*').then(|| json!({"type": "birth", "title": format!("child {number}")}));
    let universe: UniverseId = universe.parse().unwrap();
    let mut value = json!({
        "id": format!("s{number}"), "universeId": universe, "tick": tick,
        "day": tick.checked_div(ticks_per_day).unwrap_or_default(), "timestamp": number,
        "type": if event.is_some() { "canonical" } else { "auto" }, "fileSize": 1000 + number, "storedSize": 1,
        "checksum": multiverse_model::Checksum::of(&number.to_le_bytes()), "filename": "x", "contentType": "x",
        "decayPolicy": {}, "title": "x", "canFork": true, "hasSnapshot": !word.contains('~'),
    });
    if let Some(event) = event {
        value["canonEvent"] = event;
    }
    serde_json::from_value(value).unwrap()
}
