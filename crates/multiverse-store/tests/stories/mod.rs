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
mod keeping_house;
mod leases;
mod listing;
mod offers;
mod privacy;
mod quotas;
mod repeats;
mod saving;
mod verifying;
