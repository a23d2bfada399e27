//! Villages as JSON, minified.

mod agents;
mod lived;

pub(crate) use agents::{busy, calm};
pub(crate) use lived::{lived, reordered};
