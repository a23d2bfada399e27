//! Tokens: only their hashes are known here.

use multiverse_model::{Action, Object, PlayerId};
use serde::{Deserialize, Serialize};

use super::authorize::permit;
use super::run::Change;
use super::{Caller, Store, players};
use crate::StoreError;
use crate::catalog::tables;

/// A token to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenGrant {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// For a request with an idempotency key: the public half of what the token is derived from, so that a repeat
    /// is told the same token although the token itself is not stored.
    pub nonce: Option<[u8; 32]>,
}

pub(super) fn add(change: &mut Change<'_>, player: &PlayerId, grant: &TokenGrant) -> Result<(), StoreError> {
    change.tokens.push(grant.hash);
    Ok(tables::tokens::insert(change.tx, &grant.hash, player, change.now)?)
}

impl Store {
    /// Whose token has this hash. Answered from a cache that a revocation empties before it is acknowledged.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn token_owner(&self, hash: &[u8; 32]) -> Result<Option<PlayerId>, StoreError> {
        let cache = &self.inner.tokens;
        if let Some(owner) = cache.get(hash) {
            return Ok(Some(owner));
        }
        let (stamp, wanted) = (cache.stamp(hash), *hash);
        let owner = self.read(move |tx| Ok(tables::tokens::owner(tx, &wanted)?)).await?;
        if let Some(owner) = &owner {
            cache.insert(stamp, *hash, owner.clone());
        }
        Ok(owner)
    }

    /// Gives a player a further token. Answers what the token was made with: for a repeated request, the first.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Unidentified`], [`StoreError::Forbidden`], [`StoreError::Quota`].
    pub async fn add_token(
        &self,
        caller: &Caller,
        player: &PlayerId,
        grant: TokenGrant,
    ) -> Result<TokenGrant, StoreError> {
        let (actor, player) = (caller.actor.clone(), player.clone());
        let limit = self.inner.settings.max_tokens_per_player;
        self.write(caller, move |change| {
            permit(&actor, Action::ManagePlayer, Object::Player(&player), "player", player.as_str())?;
            if actor.player() == Some(&player) {
                players::ensure(change, &player)?;
            } else if tables::players::find(change.tx, &player)?.is_none() {
                return Err(StoreError::NotFound { what: "player", id: player.to_string() });
            }
            if tables::tokens::count(change.tx, &player)? >= limit {
                return Err(StoreError::Quota { player: player.to_string(), what: "tokens", limit });
            }
            add(change, &player, &grant)?;
            Ok(grant)
        })
        .await
    }

    /// Revokes all tokens of a player but the one that the caller sent. Counts from the next request.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Unidentified`], [`StoreError::Forbidden`].
    pub async fn revoke_tokens(&self, caller: &Caller, player: &PlayerId) -> Result<u64, StoreError> {
        let (actor, player, kept) = (caller.actor.clone(), player.clone(), caller.token);
        self.write(caller, move |change| {
            permit(&actor, Action::ManagePlayer, Object::Player(&player), "player", player.as_str())?;
            if tables::players::find(change.tx, &player)?.is_none() {
                return Err(StoreError::NotFound { what: "player", id: player.to_string() });
            }
            let revoked = tables::tokens::delete_others(change.tx, &player, kept.as_ref())?;
            let count = revoked.len() as u64;
            change.tokens.extend(revoked);
            Ok(count)
        })
        .await
    }
}
