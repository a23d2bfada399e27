//! Laws of a storage on this machine.

mod notes;
mod opening;
mod outbox;
mod records;

pub use notes::{a_note_is_what_was_set_last, a_refused_note_changes_nothing};
pub use opening::{a_number_is_never_given_twice, one_at_a_time_has_it_open, updates_and_notes_last};
pub use outbox::{
    a_key_finds_its_save_wherever_it_went, an_update_changes_what_it_says_and_nothing_else,
    the_outbox_is_what_is_pending_in_its_order,
};
pub use records::{
    a_record_keeps_everything, lists_are_ordered_whatever_the_ticks, saves_of_one_tick_are_all_kept,
};
