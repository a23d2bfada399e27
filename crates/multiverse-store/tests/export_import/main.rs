//! Exports and imports: the tree is whole, a round trip is the identity, and nothing in a tree is trusted.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

mod earlier;
mod exports;
mod fixture;
mod passages;
mod round_trip;
mod skips;
