//! Where the histories come from: the generators, and a directory of recorded saves.

use std::path::PathBuf;

use worldline_histories::{ALL, History, Shape};

use crate::Outcome;

/// Any; the same for ever, so that figures of different days are about the same bytes.
const SEED: u64 = 5;

/// A history to measure.
pub(crate) enum Source {
    /// A generator.
    Made(&'static History),
    /// A directory of saves; their names give the order.
    Recorded(PathBuf),
}

/// The directory of recorded saves, if there is one.
pub(crate) fn corpus() -> Option<PathBuf> {
    std::env::var_os("WORLDLINE_CORPUS").map(PathBuf::from)
}

/// All of them, in the table's order.
pub(crate) fn all() -> Vec<Source> {
    corpus().map(Source::Recorded).into_iter().chain(ALL.iter().map(Source::Made)).collect()
}

impl Source {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Made(history) => history.name,
            Self::Recorded(_) => "galaxy",
        }
    }

    pub(crate) fn related(&self) -> bool {
        match self {
            Self::Made(history) => history.related,
            Self::Recorded(_) => true,
        }
    }

    /// The size to measure at. A recorded document has the size it has: `bytes` bounds it.
    pub(crate) fn shape(&self, quick: bool) -> Shape {
        let full = match self {
            Self::Made(history) => history.full,
            Self::Recorded(_) => Shape { bytes: usize::MAX, saves: usize::MAX },
        };
        match (quick, full.bytes > 8_000_000 && full.saves < 4) {
            (false, _) => full,
            (true, false) => Shape { bytes: full.bytes.min(500_000), saves: full.saves.min(4) },
            // What is there for its length stays longer.
            (true, true) => Shape { bytes: 1_500_000, saves: full.saves },
        }
    }

    pub(crate) fn saves(&self, shape: Shape) -> Outcome<Vec<Vec<u8>>> {
        match self {
            Self::Made(history) => Ok(history.saves(SEED, shape)),
            Self::Recorded(directory) => recorded(directory, shape),
        }
    }

    /// The same at about half the length of each document.
    pub(crate) fn halves(&self, shape: Shape, saves: &[Vec<u8>]) -> Outcome<Vec<Vec<u8>>> {
        match self {
            Self::Made(_) => self.saves(Shape { bytes: shape.bytes / 2, ..shape }),
            Self::Recorded(_) => Ok(saves.iter().map(|save| save[..save.len() / 2].to_vec()).collect()),
        }
    }
}

fn recorded(directory: &PathBuf, shape: Shape) -> Outcome<Vec<Vec<u8>>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let read = |path| -> Outcome<_> {
        let mut save = std::fs::read(path)?;
        save.truncate(shape.bytes);
        Ok(save)
    };
    paths.into_iter().take(shape.saves).map(read).collect()
}
