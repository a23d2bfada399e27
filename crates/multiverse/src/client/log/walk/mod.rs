//! The order of a drawing: newest first over all lines at once, a page of each in memory.

mod fold;
mod step;
mod turn;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use multiverse_model::Tick;

use super::cursor::{Cursor, Timelines};
use super::lanes::Lanes;
use super::strand::Strand;
use crate::client::trouble::Trouble;
use turn::{For, Turn};

pub(super) use step::{Joint, Step};

/// What is known of a line so far.
#[derive(Debug, Default)]
struct State {
    cursor: Cursor,
    is_open: bool,
    is_folded: bool,
    /// Whether an entry of the part of the line that was reached was shown.
    has_tip: bool,
    /// Lines that begin on this one at an entry which is still to come, although one of the same tick is before it.
    waiting: Vec<usize>,
    /// Lines that begin on this one and are not over.
    forks: usize,
}

/// The steps of a drawing.
pub(super) struct Walk<T> {
    strands: Vec<Strand>,
    states: Vec<State>,
    turns: BinaryHeap<Turn>,
    lanes: Lanes,
    timelines: T,
    /// A line whose column is free after the step that was just made.
    ended: Option<usize>,
}

impl<T: Timelines> Walk<T> {
    /// The steps of some lines up to a tick, in at most `most_lanes` columns.
    pub(super) fn new(strands: Vec<Strand>, timelines: T, most_lanes: usize, to: Option<Tick>) -> Self {
        let to = to.unwrap_or(Tick::MAX);
        let state = |strand| State { cursor: Cursor::new(strand, to), ..State::default() };
        let mut walk = Self {
            states: strands.iter().map(state).collect(),
            turns: BinaryHeap::new(),
            lanes: Lanes::new(most_lanes),
            strands,
            timelines,
            ended: None,
        };
        for strand in 0..walk.strands.len() {
            let Strand { tip, parent, .. } = &walk.strands[strand];
            // What begins later is not there yet.
            let is_there = parent.is_none_or(|(_, tick)| tick <= to);
            if let Some(head) = tip.head_tick.filter(|_| is_there) {
                if let Some((parent, _)) = *parent {
                    walk.states[parent].forks += 1;
                }
                walk.take_turn(strand, head.min(to), For::Entry);
            }
        }
        walk
    }

    pub(super) fn strands(&self) -> &[Strand] {
        &self.strands
    }

    /// The columns, as they are while the step that was just made is drawn.
    pub(super) fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// The columns that go on below, if anything is left to be shown.
    pub(super) fn rest(&mut self) -> Option<&Lanes> {
        self.tidy();
        (!self.turns.is_empty()).then_some(&self.lanes)
    }

    /// Whether a line is not drawn.
    pub(super) fn is_folded(&self, strand: usize) -> bool {
        self.states[strand].is_folded
    }

    /// The next step; none at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Step>, Trouble> {
        self.tidy();
        while let Some((tick, .., Reverse(strand))) = self.turns.pop() {
            self.tidy();
            if let Some(step) = self.turn(strand, tick).await? {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    fn take_turn(&mut self, strand: usize, tick: Tick, what: For) {
        self.turns.push((tick, self.strands[strand].depth, Reverse(what), Reverse(strand)));
    }

    /// One turn of a line, which may come to no step.
    async fn turn(&mut self, strand: usize, tick: Tick) -> Result<Option<Step>, Trouble> {
        if self.states[strand].is_folded {
            return Ok(self.fold(strand, tick));
        }
        if !self.states[strand].is_open {
            self.open(strand).await?;
            return Ok(None);
        }
        let step = self.let_one_join(strand).or_else(|| self.begin_part(strand));
        let step = match step {
            Some(step) => Some(step),
            None => self.show(strand).await?,
        };
        match step {
            Some(step) => {
                self.take_next_turn(strand);
                Ok(Some(step))
            }
            None => Ok(self.join(strand)),
        }
    }

    /// A line comes again when its next entry does, and at last where it begins.
    fn take_next_turn(&mut self, strand: usize) {
        let state = &self.states[strand];
        let own = state.cursor.next_tick(&self.strands[strand]);
        let begins = self.strands[strand].parent.map(|(_, tick)| tick);
        let waiting = state.waiting.first().and_then(|fork| self.strands[*fork].parent).map(|(_, tick)| tick);
        match (own.or(waiting), begins) {
            (Some(tick), _) => self.take_turn(strand, tick, For::Entry),
            (None, Some(tick)) => {
                let column = self.lanes.of(strand).unwrap_or_default();
                self.take_turn(strand, tick, For::Joint { column });
            }
            // A root is over. Its column stays as long as lines are to begin on it.
            (None, None) if state.forks == 0 => self.ended = Some(strand),
            (None, None) => {}
        }
    }

    /// Gives a line a column and looks at its first entry; folds it if there is no room, or nothing to show.
    async fn open(&mut self, strand: usize) -> Result<(), Trouble> {
        let Strand { tip, parent, .. } = &self.strands[strand];
        let is_fork = parent.is_some();
        // A fork that begins with its source's entry and has no other has nothing to show but the forks of it.
        let is_bare = is_fork && tip.snapshot_count <= 1 && !self.lanes.is_running(strand);
        let line = self.line_to(strand);
        if is_bare || self.has_folded(&line) || !self.lanes.reserve(&line) {
            self.fold_later(strand);
            return Ok(());
        }
        self.states[strand].is_open = true;
        self.states[strand].cursor.advance(&self.strands[strand], strand, &mut self.timelines).await?;
        let is_empty = self.states[strand].cursor.next_tick(&self.strands[strand]).is_none();
        if is_empty && is_fork && !self.lanes.is_running(strand) {
            self.lanes.end(strand);
            self.fold_later(strand);
        } else {
            self.take_next_turn(strand);
        }
        Ok(())
    }

    /// The next entry of a line.
    async fn show(&mut self, strand: usize) -> Result<Option<Step>, Trouble> {
        let state = &mut self.states[strand];
        let Some(entry) = state.cursor.take() else { return Ok(None) };
        let is_tip = !std::mem::replace(&mut state.has_tip, true);
        let tip_of = is_tip.then_some(state.cursor.generation());
        state.cursor.advance(&self.strands[strand], strand, &mut self.timelines).await?;
        self.lanes.begin(strand);
        Ok(Some(Step::Entry { strand, entry: Box::new(entry), tip_of }))
    }

    /// The begin of the part of a line that was reached, if what comes next is in another.
    fn begin_part(&mut self, strand: usize) -> Option<Step> {
        let generation = self.states[strand].cursor.cross()?;
        self.states[strand].has_tip = false;
        self.lanes.begin(strand);
        Some(Step::Begins { strand, generation })
    }

    /// The begin of a line on another, or none if it has to wait for the very entry: of several with its tick, the one
    /// that a fork was made of has the content that the fork began with.
    fn join(&mut self, strand: usize) -> Option<Step> {
        let (parent, tick) = self.strands[strand].parent?;
        if self.states[parent].cursor.has_better(tick, self.states[strand].cursor.first()) {
            self.states[parent].waiting.push(strand);
            return None;
        }
        Some(self.joined(strand, parent))
    }

    /// A line that waits to join this one, once what comes next is what it was forked from.
    fn let_one_join(&mut self, parent: usize) -> Option<Step> {
        let cursor = &self.states[parent].cursor;
        let place = self.states[parent].waiting.iter().position(|fork| {
            let tick = self.strands[*fork].parent.map_or(Tick::ZERO, |(_, tick)| tick);
            !cursor.has_better(tick, self.states[*fork].cursor.first())
        })?;
        let strand = self.states[parent].waiting.remove(place);
        Some(self.joined(strand, parent))
    }

    fn joined(&mut self, strand: usize, parent: usize) -> Step {
        self.ended = Some(strand);
        Step::Joins(self.joint(strand, parent))
    }

    fn joint(&mut self, strand: usize, parent: usize) -> Joint {
        let is_below_parent = self.lanes.is_running(parent);
        self.lanes.begin(parent);
        Joint { strand, parent, is_below_parent }
    }

    /// Frees the columns of what ended with the last step.
    fn tidy(&mut self) {
        let Some(ended) = self.ended.take() else { return };
        self.lanes.end(ended);
        let Some((parent, _)) = self.strands[ended].parent else { return };
        let state = &mut self.states[parent];
        state.forks = state.forks.saturating_sub(1);
        let is_over = state.is_open && state.cursor.next_tick(&self.strands[parent]).is_none();
        if self.strands[parent].parent.is_none() && is_over && state.forks == 0 {
            self.lanes.end(parent);
        }
    }
}
