//! What users do, and what must then be so.

mod caches;
mod damage;
mod decaying;
mod delta_bases;
mod forking;
mod history;
mod listing;
mod privacy;
mod quotas;
mod repeats;
mod saving;
