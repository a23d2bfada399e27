//! Whether time grows with the document and no faster, and how much memory it takes.

use std::time::Duration;

use worldline_histories::Shape;

use crate::Outcome;
use crate::figures::{self, Figures, Row};
use crate::memory::{self, Peak};
use crate::peers::ours::{Ours, STAGES};
use crate::source::Source;

/// Time for each byte of the documents, in nanoseconds.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) encode: f64,
    pub(crate) decode: f64,
    /// What copying the document takes.
    pub(crate) copy: f64,
}

/// One line of the second table.
pub(crate) struct Growth {
    pub(crate) name: &'static str,
    /// Bytes of the last document.
    pub(crate) document: usize,
    pub(crate) half: Pace,
    pub(crate) full: Pace,
    pub(crate) peak: Option<Peak>,
}

impl Growth {
    /// Measures the halves; `full` was measured before.
    pub(crate) fn measure(source: &Source, shape: Shape, saves: &[Vec<u8>], full: &Row) -> Outcome<Self> {
        let [.., base, new] = saves else { return Err("a history has two saves or more".into()) };
        let halves = source.halves(shape, saves)?;
        let half = figures::ours(Ours::with(STAGES[0].1), &halves)?;
        Ok(Self {
            name: source.name(),
            document: new.len(),
            half: pace(&half, figures::copying(&halves)?, &halves),
            full: pace(full.ours(), full.copying, saves),
            peak: memory::peak(base, new)?,
        })
    }
}

fn pace(figures: &Figures, copying: Duration, saves: &[Vec<u8>]) -> Pace {
    let bytes = saves.iter().skip(1).map(Vec::len).sum::<usize>() as f64;
    let per_byte = |took: Duration| took.as_nanos() as f64 / bytes;
    Pace { encode: per_byte(figures.encode), decode: per_byte(figures.decode), copy: per_byte(copying) }
}
