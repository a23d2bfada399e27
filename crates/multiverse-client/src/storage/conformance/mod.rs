//! The law of storages as functions, for those of this library and for a game's own.
//!
//! [`backend`] is what every [`StorageBackend`] keeps, [`local`] what a [`LocalStorage`] keeps beside it. Each law takes
//! a [`Fixture`] over an empty storage of its own, and panics with what was broken. They need a tokio runtime.
//!
//! ```
//! use futures::FutureExt;
//! use futures::future::BoxFuture;
//! use multiverse_client::storage::conformance::{self, Abilities, Fixture};
//! use multiverse_client::storage::{FileStorage, StorageError};
//!
//! struct InFolder(tempfile::TempDir);
//!
//! impl Fixture for InFolder {
//!     type Storage = FileStorage;
//!
//!     fn abilities(&self) -> Abilities {
//!         let mut abilities = Abilities::all();
//!         abilities.can_be_damaged = false; // For it, `damage` would have to be here too.
//!         abilities
//!     }
//!
//!     fn open(&self) -> BoxFuture<'_, Result<FileStorage, StorageError>> {
//!         async { FileStorage::open(self.0.path()) }.boxed()
//!     }
//! }
//!
//! # fn main() {
//! # tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
//! let fixture = InFolder(tempfile::tempdir().expect("a folder"));
//! conformance::what_is_saved_is_loaded_exactly(&fixture).await;
//! # });
//! # }
//! ```

mod drafts;
mod fixture;
mod lasting;
mod listing;
mod local;
mod saving;

use super::{LocalStorage, StorageBackend};

pub use fixture::{Abilities, Fixture};
pub use lasting::{
    damage_is_told_and_not_served, what_is_deleted_is_gone_and_the_rest_is_not,
    what_was_saved_is_there_after_reopening,
};
pub use listing::{
    a_list_has_what_its_filter_admits, ids_of_universes_are_kept_apart, totals_are_of_what_is_there,
};
pub use local::{
    a_key_finds_its_save_wherever_it_went, a_note_is_what_was_set_last, a_number_is_never_given_twice,
    a_record_keeps_everything, a_refused_note_changes_nothing,
    an_update_changes_what_it_says_and_nothing_else, lists_are_ordered_whatever_the_ticks,
    one_at_a_time_has_it_open, saves_of_one_tick_are_all_kept, the_outbox_is_what_is_pending_in_its_order,
    updates_and_notes_last,
};
pub use saving::{
    a_save_that_is_not_there_is_named, a_save_that_nobody_waits_for_is_whole_or_not_there,
    concurrent_savers_lose_nothing, numbers_grow_and_ids_differ, what_is_saved_is_loaded_exactly,
};

/// Runs every law of a [`StorageBackend`], each over a fixture of its own.
pub async fn backend<F: Fixture>(make: impl Fn() -> F)
where
    F::Storage: StorageBackend,
{
    what_is_saved_is_loaded_exactly(&make()).await;
    numbers_grow_and_ids_differ(&make()).await;
    a_save_that_is_not_there_is_named(&make()).await;
    a_save_that_nobody_waits_for_is_whole_or_not_there(&make()).await;
    concurrent_savers_lose_nothing(&make()).await;
    a_list_has_what_its_filter_admits(&make()).await;
    ids_of_universes_are_kept_apart(&make()).await;
    totals_are_of_what_is_there(&make()).await;
    what_was_saved_is_there_after_reopening(&make()).await;
    what_is_deleted_is_gone_and_the_rest_is_not(&make()).await;
    damage_is_told_and_not_served(&make()).await;
}

/// Runs every law of a [`LocalStorage`], those of [`backend`] among them, each over a fixture of its own.
pub async fn local<F: Fixture>(make: impl Fn() -> F)
where
    F::Storage: LocalStorage,
{
    backend(&make).await;
    a_record_keeps_everything(&make()).await;
    saves_of_one_tick_are_all_kept(&make()).await;
    lists_are_ordered_whatever_the_ticks(&make()).await;
    a_key_finds_its_save_wherever_it_went(&make()).await;
    an_update_changes_what_it_says_and_nothing_else(&make()).await;
    the_outbox_is_what_is_pending_in_its_order(&make()).await;
    a_note_is_what_was_set_last(&make()).await;
    a_refused_note_changes_nothing(&make()).await;
    updates_and_notes_last(&make()).await;
    a_number_is_never_given_twice(&make()).await;
    one_at_a_time_has_it_open(&make()).await;
}
