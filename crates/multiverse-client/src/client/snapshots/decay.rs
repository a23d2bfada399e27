//! What ages out.

use multiverse_model::wire::{CleanUp, CleanedUp, DecayPreview};
use multiverse_model::{Tick, UniverseId};
use serde_json::json;

use crate::client::error::ClientError;
use crate::client::methods::client_methods;
use crate::client::transport::Request;

client_methods! {
    /// Shows what a cleanup would remove when the universe's clock is at `now`; at the head's tick if nothing is said.
    pub async fn decay_preview(&self, universe: &UniverseId, now: Option<Tick>) -> Result<DecayPreview, ClientError> {
        let request = Request::get(&["api", "universe", universe.as_str(), "decay-preview"]);
        self.json(request.query(&json!({"currentTick": now}))).await
    }

    /// Removes the content of what has decayed by the universe's clock. The entries stay.
    pub async fn clean_up(&self, universe: &UniverseId, now: Tick) -> Result<CleanedUp, ClientError> {
        let request = Request::post(&["api", "universe", universe.as_str(), "cleanup"]);
        self.json(request.json(&CleanUp { current_tick: now })?).await
    }
}
