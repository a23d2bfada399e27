//! What users do, and what must then be so.

mod caches;
mod chain_damage;
mod chains;
mod collecting;
mod compacting;
mod damage;
mod decaying;
mod delta_bases;
mod emitting;
mod falling_back;
mod forking;
mod hearing;
mod histories;
mod history;
mod journeys;
mod listing;
mod offers;
mod passages;
mod privacy;
mod quotas;
mod repeats;
mod saving;
mod settling;
mod travelling;
mod verifying;
mod whereabouts;
