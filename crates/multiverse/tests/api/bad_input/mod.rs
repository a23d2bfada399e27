//! Every route against every input that it must refuse: status, type of the problem, and nothing stored.

mod bodies;
mod broken_wire;
mod cursors;
mod deltas;
mod headers;
mod members;
mod paths;
mod queries;
mod rows;
mod tokens;
mod uploads;
mod world;
