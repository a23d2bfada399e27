//! Villages as JSON, minified.

mod agents;
mod lived;

pub(crate) use agents::{busy, calm, dozing, large, one, renamed, shuffled};
pub(crate) use lived::{lived, reordered};
