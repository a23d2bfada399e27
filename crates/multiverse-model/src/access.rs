//! Access lists: who else may use a universe.

use serde::{Deserialize, Serialize};

use crate::PlayerId;

/// What a player on a universe's access list may do there. Each role includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// May read the universe although it is private, and fork it.
    Reader,
    /// May also save snapshots, create passages from it, and send and receive travellers.
    Editor,
}

impl Role {
    /// Its name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Editor => "editor",
        }
    }
}

/// One line of a universe's access list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Access {
    /// The player.
    pub player_id: PlayerId,
    /// What the player may do.
    pub role: Role,
}
