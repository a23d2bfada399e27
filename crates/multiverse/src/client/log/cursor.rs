//! A place in a line: what comes next, and whose it is.

use multiverse_model::{Checksum, SnapshotEntry, Tick};

use super::strand::Strand;
use crate::client::trouble::Trouble;

/// Where the entries of lines come from.
pub(super) trait Timelines {
    /// The next entry of a line, newest first; none at its end.
    async fn next(&mut self, strand: usize) -> Result<Option<SnapshotEntry>, Trouble>;
}

/// A place in a line, which looks ahead by two entries: whether one is where a fork began is known by what follows it.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    next: Option<SnapshotEntry>,
    after: Option<SnapshotEntry>,
    /// Whose part of the line the next entry is in.
    owner: usize,
    /// Whose part was reached by what was shown.
    generation: usize,
    /// The content that the line began with, once that was come by.
    first: Option<Checksum>,
}

impl Cursor {
    /// At the head of a line as it was at a tick: parts that begin later are not there yet.
    pub(super) fn new(strand: &Strand, to: Tick) -> Self {
        let is_there = |fork_tick: Option<Tick>| fork_tick.is_none_or(|tick| tick <= to);
        let generation = strand.generations.iter().position(|generation| is_there(generation.fork_tick));
        Self { generation: generation.unwrap_or_default(), ..Self::default() }
    }

    /// Whose part of the line was reached.
    pub(super) fn generation(&self) -> usize {
        self.generation
    }

    /// The content that the line began with, if that was come by.
    pub(super) fn first(&self) -> Option<Checksum> {
        self.first
    }

    /// The tick of what comes next: an entry, or the begin of the part that was reached.
    pub(super) fn next_tick(&self, strand: &Strand) -> Option<Tick> {
        let next = self.next.as_ref()?.tick;
        let begins = strand.generations.get(self.generation).and_then(|generation| generation.fork_tick);
        Some(if self.owner > self.generation { begins.unwrap_or(next).max(next) } else { next })
    }

    /// The next entry, if it is in the part that was reached.
    pub(super) fn take(&mut self) -> Option<SnapshotEntry> {
        self.next.take()
    }

    /// Goes over into the next part, if the next entry is not in the one that was reached; answers which was left.
    pub(super) fn cross(&mut self) -> Option<usize> {
        let left = self.generation;
        (self.next.is_some() && self.owner > left).then(|| {
            self.generation += 1;
            left
        })
    }

    /// Whether another entry of a tick comes before the one with the content that a fork began with.
    pub(super) fn has_better(&self, tick: Tick, first: Option<Checksum>) -> bool {
        let is_other =
            |entry: &SnapshotEntry| entry.tick == tick && first.is_some_and(|first| first != entry.checksum);
        self.next.as_ref().is_some_and(is_other)
    }

    /// Looks at the entry after the one that was taken.
    pub(super) async fn advance(
        &mut self,
        strand: &Strand,
        number: usize,
        timelines: &mut impl Timelines,
    ) -> Result<(), Trouble> {
        let next = match self.after.take() {
            Some(entry) => Some(entry),
            None => timelines.next(number).await?,
        };
        let Some(next) = next else { return Ok(()) };
        self.after = timelines.next(number).await?;
        match owner(strand, &next, self.after.as_ref()) {
            Owner::Part(part) => {
                self.owner = part.max(self.generation);
                self.next = Some(next);
            }
            Owner::Source => self.first = Some(next.checksum),
            Owner::Stranger => {}
        }
        Ok(())
    }
}

/// Whose an entry is.
enum Owner {
    /// That of a part of the line.
    Part(usize),
    /// The universe's that the line's was forked from: a fork's first entry is the one that it was forked from. The line
    /// ends here.
    Source,
    /// Another line's.
    Stranger,
}

fn owner(strand: &Strand, entry: &SnapshotEntry, after: Option<&SnapshotEntry>) -> Owner {
    let Some(own) = strand.generations.iter().position(|generation| generation.id == entry.universe_id)
    else {
        return Owner::Stranger;
    };
    let fork_tick = strand.generations.get(own).and_then(|generation| generation.fork_tick);
    let is_last = after.is_none_or(|after| after.universe_id != entry.universe_id);
    let is_first_of_fork = is_last && fork_tick == Some(entry.tick);
    match (is_first_of_fork, own + 1 == strand.generations.len()) {
        (true, true) if strand.parent.is_some() => Owner::Source,
        (true, false) => Owner::Part(own + 1),
        // Where the source is not drawn, its entry is.
        _ => Owner::Part(own),
    }
}
