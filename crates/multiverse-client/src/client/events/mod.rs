//! What happens, as it happens.

mod event;
mod listener;
mod parser;

use futures::stream;
use multiverse_model::wire::FollowEvents;

use super::error::ClientError;
use super::methods::client_lists;
use super::page::Items;
use listener::Listener;

pub use event::{Event, Heard, News};

client_lists! {
    /// Follows what happens in the multiverse, as far as the caller may know of it, each event once and in order.
    ///
    /// It never ends by itself: a connection that breaks, or on which nothing comes for as long as
    /// [`event_silence`](crate::ClientBuilder::event_silence), is made again, and goes on behind the last event that came. To go on after a restart, keep the [`Event::id`] that was dealt with last
    /// and follow `since` it. After [`Heard::Reset`] events are missing: load anew what you follow.
    ///
    /// It ends after an error that connecting again would not change, such as a token that no longer counts.
    pub fn events(&self, query: FollowEvents) -> Items<Heard> {
        let listener = Listener::new(self.clone(), query);
        Items::new(stream::unfold(listener, |mut listener| async move {
            let heard: Result<Heard, ClientError> = listener.next().await?;
            Some((heard, listener))
        }))
    }
}
