//! Players.

use serde::{Deserialize, Serialize};

use crate::{DisplayName, Millis, PlayerId};

/// Somebody who owns universes. What is here is public; tokens are not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Player {
    /// The player's id.
    pub id: PlayerId,
    /// What people call the player; the id until one is set.
    pub display_name: DisplayName,
    /// When the player registered.
    pub created_at: Millis,
    /// When the player last did something, to the minute.
    pub last_seen: Millis,
    /// How many universes the player owns that are not deleted, for the player's own eyes; others are told how
    /// many of them are public.
    pub universe_count: u64,
}
