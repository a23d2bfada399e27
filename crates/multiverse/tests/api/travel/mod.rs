//! Passages and travel.

mod conservation;
mod journeys;
mod passages;
mod people;
mod problems;
mod repeats;
mod trips;

/// Every route on a passage, on a trip, or between two universes: who may do what there is in the tables of
/// `passages.rs` and `trips.rs`, since it depends on two universes and on a state.
pub(crate) const ROUTES: &[&str] = &[
    "POST /api/passage",
    "GET /api/passage/{id}",
    "DELETE /api/passage/{id}",
    "GET /api/passages/compatibility",
    "POST /api/passage/{id}/consent",
    "POST /api/passage/{id}/maintain",
    "POST /api/passage/{id}/seal",
    "POST /api/passage/{id}/unseal",
    "POST /api/passage/{id}/travel",
    "GET /api/transit/{id}",
    "POST /api/transit/{id}/arrive",
    "POST /api/transit/{id}/reject",
    "GET /api/entity/{id}/journey",
];
