//! Made-up histories of worlds, by which the delta codec is tested and measured.
//!
//! A crate of its own rather than files that bench, tests and fuzz targets include by path: an included file warns of
//! whatever its includer leaves unused, is compiled once for each of them, and has no tests of its own.
//!
//! The same name, seed and shape give the same bytes, for ever and on every machine: figures from different months are
//! comparable, and a failure replays. Hence the own random numbers, no hash map whose order leaks into a document, and
//! no function whose last digit depends on the platform (`sin`, `powf`).
//!
//! ```
//! let calm = worldline_histories::find("village calm").ok_or("unknown")?;
//! let saves = calm.saves(1, worldline_histories::Shape { bytes: 20_000, saves: 3 });
//! assert_eq!(saves.len(), 3);
//! # Ok::<(), &str>(())
//! ```

mod history;
mod hostile;
mod random;
mod text;
mod village;

pub use history::{ALL, History, Shape, find};
pub use random::Random;
