//! What users do, and what must then be so.

mod damage;
mod decaying;
mod history;
mod repeats;
