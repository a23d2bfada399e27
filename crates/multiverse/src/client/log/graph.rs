//! The rails of a drawing.

use super::lanes::{Lane, Lanes};
use crate::client::look::{Charset, Ink};

/// What stands in a place of a row of rails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glyph {
    Blank,
    /// A line passes.
    Rail,
    /// A canon event.
    Star,
    /// A save.
    Save,
    /// A save whose content has decayed.
    Decayed,
    /// A line that another begins on.
    Branch,
    /// The same where nothing is above.
    BranchAtEnd,
    /// Where a line that begins comes down.
    Turn,
    /// From one to the other.
    Across,
    /// A line that is passed on the way.
    Crossing,
    /// A line that is not drawn.
    Folded,
    /// A line goes on, unseen.
    Onward,
}

impl Glyph {
    /// Its character, in a drawing with the newest or with the oldest on top.
    pub(super) fn text(self, charset: Charset, is_reversed: bool) -> &'static str {
        let (unicode, ascii) = match self {
            Self::BranchAtEnd if is_reversed => ("╰", "'"),
            Self::Turn if is_reversed => ("╮", "."),
            Self::Blank => (" ", " "),
            Self::Rail => ("│", "|"),
            Self::Star => ("★", "*"),
            Self::Save => ("●", "o"),
            Self::Decayed => ("○", "."),
            Self::Branch => ("├", "|"),
            Self::BranchAtEnd => ("╭", "."),
            Self::Turn => ("╯", "'"),
            Self::Across => ("─", "-"),
            Self::Crossing => ("┼", "+"),
            Self::Folded => ("▷", ">"),
            Self::Onward => ("┆", ":"),
        };
        match charset {
            Charset::Unicode => unicode,
            Charset::Ascii => ascii,
        }
    }
}

/// A row of rails, place by place: columns, and a place between each two.
pub(super) type Rails = Vec<(Ink, Glyph)>;

/// The rails beside an entry of a line.
pub(super) fn beside_entry(lanes: &Lanes, strand: usize, glyph: Glyph) -> Rails {
    let ink = if glyph == Glyph::Star { Ink::Canon } else { Ink::Rail(strand) };
    passing(lanes, |lane| match lane {
        Lane::Running(other) if other == strand => (ink, glyph),
        lane => rail(lane),
    })
}

/// The rails beside nothing.
pub(super) fn beside(lanes: &Lanes) -> Rails {
    passing(lanes, rail)
}

/// The rails that go on below what is shown.
pub(super) fn onward(lanes: &Lanes) -> Rails {
    passing(lanes, |lane| match lane {
        Lane::Running(strand) => (Ink::Rail(strand), Glyph::Onward),
        _ => (Ink::Plain, Glyph::Blank),
    })
}

/// The rails where a line begins on another, from the column of that to its own. `above` is whether the other was there
/// in the row before.
pub(super) fn joint(
    lanes: &Lanes,
    strand: usize,
    from: usize,
    to: usize,
    is_folded: bool,
    above: bool,
) -> Rails {
    let mut rails = beside(lanes);
    rails.resize(rails.len().max(to * 2 + 1), (Ink::Plain, Glyph::Blank));
    let ink = Ink::Rail(strand);
    for (place, (old_ink, glyph)) in rails.iter_mut().enumerate().take(to * 2).skip(from * 2 + 1) {
        let is_crossed = *glyph == Glyph::Rail && place % 2 == 0;
        (*old_ink, *glyph) = if is_crossed { (*old_ink, Glyph::Crossing) } else { (ink, Glyph::Across) };
    }
    if let Some((_, glyph)) = rails.get_mut(from * 2) {
        *glyph = if above { Glyph::Branch } else { Glyph::BranchAtEnd };
    }
    if let Some(place) = rails.get_mut(to * 2) {
        *place = (ink, if is_folded { Glyph::Folded } else { Glyph::Turn });
    }
    rails
}

fn passing(lanes: &Lanes, place: impl Fn(Lane) -> (Ink, Glyph)) -> Rails {
    let places = lanes.all().iter().flat_map(|lane| [(Ink::Plain, Glyph::Blank), place(*lane)]);
    places.skip(1).collect()
}

fn rail(lane: Lane) -> (Ink, Glyph) {
    match lane {
        Lane::Running(strand) => (Ink::Rail(strand), Glyph::Rail),
        Lane::Free | Lane::Reserved(_) => (Ink::Plain, Glyph::Blank),
    }
}
