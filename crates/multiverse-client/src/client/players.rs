//! Players and their tokens.

use multiverse_model::wire::{
    Done, ListPlayerUniverses, PlayerAnswer, PlayerUniverses, RegisterPlayer, Registered, TokenAnswer,
};
use multiverse_model::{Limit, Player, PlayerId, Universe};

use super::error::ClientError;
use super::methods::{client_lists, client_methods};
use super::page::{self, Items};
use super::transport::Request;

client_methods! {
    /// Registers a player, or updates the one that the token is of.
    ///
    /// The token of a new player is in this answer alone: keep it, and go on with
    /// [`with_token`](crate::MultiverseClient::with_token).
    ///
    /// # Errors
    /// [`ClientError::Problem`] with [`Taken`](multiverse_model::ProblemType::Taken), if the id is another player's.
    pub async fn register(&self, player: RegisterPlayer) -> Result<Registered, ClientError> {
        self.json(Request::post(&["api", "player"]).json(&player)?).await
    }

    /// Shows a player.
    pub async fn player(&self, id: &PlayerId) -> Result<Player, ClientError> {
        let answer: PlayerAnswer = self.json(Request::get(&["api", "player", id.as_str()])).await?;
        Ok(answer.player)
    }

    /// A page of a player's universes that the caller may see, newest save first.
    pub async fn player_universes(&self, id: &PlayerId, query: ListPlayerUniverses) -> Result<PlayerUniverses, ClientError> {
        self.json(Request::get(&["api", "player", id.as_str(), "universes"]).query(&query)).await
    }

    /// Makes a further token for a player, by one that the player has.
    pub async fn add_token(&self, id: &PlayerId) -> Result<TokenAnswer, ClientError> {
        self.json(Request::post(&["api", "player", id.as_str(), "token"])).await
    }

    /// Revokes all tokens of a player but the one that this client has.
    pub async fn revoke_tokens(&self, id: &PlayerId) -> Result<Done, ClientError> {
        self.json(Request::delete(&["api", "player", id.as_str(), "token"])).await
    }
}

client_lists! {
    /// All universes of a player that the caller may see, newest save first.
    pub fn all_player_universes(&self, id: &PlayerId) -> Items<Universe> {
        let (client, id) = (self.clone(), id.clone());
        page::all(None, move |cursor| {
            let (client, id) = (client.clone(), id.clone());
            async move {
                let query = ListPlayerUniverses { include_metadata: true, limit: Some(Limit::MAX), cursor };
                let page = client.player_universes(&id, query).await?;
                Ok((page.universes.unwrap_or_default(), page.next_cursor))
            }
        })
    }
}
