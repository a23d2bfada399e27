//! What users do, and what must then be so.

mod caches;
mod chain_damage;
mod chains;
mod damage;
mod decaying;
mod delta_bases;
mod falling_back;
mod forking;
mod history;
mod listing;
mod offers;
mod privacy;
mod quotas;
mod repeats;
mod saving;
