//! What handlers take from a request, checked.

mod body;
mod json;
mod params;
mod segment;
mod who;

pub(crate) use body::{Collected, bad_encoding, collect, read_document, unpack};
pub(crate) use json::{Json, OptionalJson, TravelJson, expect_json, expect_object, is_json, refuse_json};
pub(crate) use params::Params;
pub(crate) use segment::{Segment, Segments};
pub(crate) use who::{IdempotencyHeader, Who};
