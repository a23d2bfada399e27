//! The rows of a drawing as lines of text.

use multiverse_model::{Millis, SnapshotEntry, SnapshotType, Tick};

use super::graph::{self, Glyph, Rails};
use super::lanes::Lanes;
use super::strand::{Generation, Strand};
use super::walk::{Joint, Step};
use crate::client::look::{Ink, Line, Look, ago, bytes, counted};

/// What a reader wants.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    /// Whether an entry gets no more than its name.
    pub(super) is_short: bool,
    /// Whether the rows will stand the oldest first.
    pub(super) is_reversed: bool,
}

/// Makes text of rows: when, the rails, what.
pub(super) struct Painter {
    look: Look,
    now: Millis,
    style: Style,
    tick_width: usize,
    /// Grows with the longest day so far, so that the rails move rarely. 0 as long as nobody told a day.
    day_width: usize,
}

impl Painter {
    /// One for a drawing of some lines up to a tick.
    pub(super) fn new(look: Look, now: Millis, style: Style, strands: &[Strand], to: Option<Tick>) -> Self {
        let last = strands.iter().filter_map(|strand| strand.tip.head_tick).max().unwrap_or_default();
        let tick_width = last.min(to.unwrap_or(Tick::MAX)).to_string().len();
        Self { look, now, style, tick_width, day_width: 0 }
    }

    /// A step as a row.
    pub(super) fn row(&mut self, step: &Step, strands: &[Strand], lanes: &Lanes) -> String {
        match step {
            Step::Entry { strand, entry, tip_of } => {
                let rails = graph::beside_entry(lanes, *strand, glyph(entry));
                let mut line = self.start(Some(entry), &rails);
                let tip = tip_of.and_then(|generation| strands[*strand].generations.get(generation));
                if let Some(universe) = tip {
                    name(&mut line, universe);
                }
                self.describe(&mut line, entry);
                if let Some(universe) = tip {
                    self.identify(&mut line, universe);
                }
                line.end()
            }
            Step::Begins { strand, generation } => {
                let mut line = self.start(None, &graph::beside(lanes));
                self.begin(&mut line, &strands[*strand].generations[*generation]);
                line.end()
            }
            Step::Joins(joint) => {
                let mut line = self.start(None, &rails(lanes, joint, false));
                if let Some(universe) = strands[joint.strand].generations.last() {
                    self.begin(&mut line, universe);
                }
                line.end()
            }
            Step::Folds(joint) => {
                let mut line = self.start(None, &rails(lanes, joint, true));
                self.fold(&mut line, &strands[joint.strand]);
                line.end()
            }
        }
    }

    /// The row below a drawing that is cut off.
    pub(super) fn cut(&mut self, lanes: &Lanes) -> String {
        self.start(None, &graph::onward(lanes)).end()
    }

    /// When it was, and the rails.
    fn start(&mut self, entry: Option<&SnapshotEntry>, rails: &Rails) -> Line {
        let (day, tick) = match entry {
            Some(entry) if entry.day.get() > 0 && !self.style.is_short => {
                (format!("day {}", entry.day), entry.tick.to_string())
            }
            Some(entry) => (String::new(), entry.tick.to_string()),
            None => (String::new(), String::new()),
        };
        self.day_width = self.day_width.max(day.len());
        let mut line = self.look.line();
        if self.day_width > 0 {
            line.put(Ink::Dim, format!("{day:>width$}  ", width = self.day_width));
        }
        line.put(Ink::Plain, format!("{tick:>width$}  ", width = self.tick_width));
        for (ink, glyph) in rails {
            line.put(*ink, glyph.text(self.look.charset, self.style.is_reversed));
        }
        line
    }

    /// What an entry is.
    fn describe(&self, line: &mut Line, entry: &SnapshotEntry) {
        match (&entry.canon_event, &entry.label) {
            (Some(event), _) => {
                line.part(Ink::Canon, format!("{}:", event.kind)).put(Ink::Plain, " ");
                line.put(Ink::Title, event.title.as_str());
            }
            (None, Some(label)) if !label.as_str().is_empty() => {
                line.part(Ink::Plain, label.as_str());
            }
            // Most saves are by the clock, so that is not said of each.
            (None, _) if entry.kind == SnapshotType::Auto => {}
            (None, _) => {
                line.part(Ink::Dim, entry.kind.as_str());
            }
        }
        if !entry.has_snapshot {
            line.part(Ink::Dim, "decayed");
        }
        if !self.style.is_short {
            line.part(Ink::Dim, format!("{}, {}", bytes(entry.file_size), ago(entry.timestamp, self.now)));
        }
    }

    /// The id that commands take. It is last, so that it is the first to be cut off.
    fn identify(&self, line: &mut Line, universe: &Generation) {
        if !self.style.is_short {
            line.part(Ink::Dim, universe.id.as_str());
        }
    }

    /// That a universe begins.
    fn begin(&self, line: &mut Line, universe: &Generation) {
        line.part(Ink::Name, universe.name.as_str()).put(Ink::Dim, " begins here");
        if let Some((owner, at)) = universe.made.as_ref().filter(|_| !self.style.is_short) {
            line.put(Ink::Dim, format!(", forked by {owner} {}", ago(*at, self.now)));
        }
    }

    /// That a universe begins of which no more is drawn.
    fn fold(&self, line: &mut Line, strand: &Strand) {
        let tip = &strand.tip;
        if let Some(universe) = strand.generations.first() {
            name(line, universe);
        }
        // The first of a fork's entries is the one that it was forked from.
        let own = counted(tip.snapshot_count.saturating_sub(1), "save", "saves");
        let mut facts = vec![match tip.head_tick {
            Some(head) if tip.snapshot_count > 1 => format!("{own} to tick {head}"),
            _ => "nothing saved yet".to_owned(),
        }];
        if strand.descendants > 0 {
            let count = u64::try_from(strand.descendants).unwrap_or(u64::MAX);
            facts.push(counted(count, "fork of its own", "forks of its own"));
        }
        if !self.style.is_short {
            facts.push(format!("forked by {} {}", tip.owner_id, ago(tip.created_at, self.now)));
        }
        line.part(Ink::Dim, facts.join(", "));
        if let Some(universe) = strand.generations.first() {
            self.identify(line, universe);
        }
    }
}

/// What a universe is called.
fn name(line: &mut Line, universe: &Generation) {
    line.part(Ink::Dim, "(").put(Ink::Name, universe.name.as_str()).put(Ink::Dim, ")");
}

fn glyph(entry: &SnapshotEntry) -> Glyph {
    match (entry.kind, entry.has_snapshot) {
        (SnapshotType::Canonical, _) => Glyph::Star,
        (_, true) => Glyph::Save,
        (_, false) => Glyph::Decayed,
    }
}

fn rails(lanes: &Lanes, joint: &Joint, is_folded: bool) -> Rails {
    let from = lanes.of(joint.parent).unwrap_or_default();
    let to = match lanes.of(joint.strand) {
        Some(column) if !is_folded => column,
        _ => lanes.free_after(Some(from)),
    };
    graph::joint(lanes, joint.strand, from, to, is_folded, joint.is_below_parent)
}
