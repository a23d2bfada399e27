//! Players: register, update, look up.

use multiverse_model::wire::RegisterPlayer;
use multiverse_model::{Actor, DisplayName, Millis, Player, PlayerId};
use serde::{Deserialize, Serialize};

use super::run::Change;
use super::tokens::{self, TokenGrant};
use super::{Caller, Store};
use crate::StoreError;
use crate::catalog::tables::players::{self, PlayerRow};
use crate::catalog::tables::totals::{self, Totals};

/// How long a player's "last seen" may lag behind, so that reading does not mean writing.
const SEEN_EVERY_MS: i64 = 60_000;

/// What a registration came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registration {
    /// The player.
    pub player: Player,
    /// Whether the player is new.
    pub is_new: bool,
    /// What the token that was granted was made with; none if none was.
    pub granted: Option<TokenGrant>,
}

/// What a player has used of their quotas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Universes that are not deleted.
    pub universes: u64,
    /// Bytes of saves, and of entities that travel.
    pub stored_bytes: u64,
    /// Passages that the player made and that are not deleted.
    pub passages: u64,
}

impl Store {
    /// Registers a player, or updates one who can show that it is them. `grant` is the token that a new player
    /// gets; a player of an identity provider gets none.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the id belongs to a player and the caller does not have their token,
    /// [`StoreError::Forbidden`] if the caller is another player.
    pub async fn register(
        &self,
        caller: &Caller,
        request: RegisterPlayer,
        grant: Option<TokenGrant>,
    ) -> Result<Registration, StoreError> {
        let made = PlayerId::generate(self.now_ms(), self.random()?);
        let actor = caller.actor.clone();
        self.write(caller, move |change| {
            let id = registered_id(&actor, request.id.as_ref())?.unwrap_or_else(|| made.clone());
            match players::find(change.tx, &id)? {
                Some(_) if actor == Actor::Anonymous => {
                    Err(StoreError::Taken { what: "player", id: id.to_string() })
                }
                Some(row) => update(change, row, request.display_name.clone()),
                None => {
                    let grant = if matches!(actor, Actor::Player(_)) { None } else { grant };
                    insert(change, &id, request.display_name.clone(), grant)
                }
            }
        })
        .await
    }

    /// A player's profile.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn player(&self, caller: &Caller, id: &PlayerId) -> Result<Player, StoreError> {
        let is_self = matches!(caller.actor, Actor::Trusted(_)) || caller.actor.player() == Some(id);
        let id = id.clone();
        self.read(move |tx| {
            let row = players::find(tx, &id)?;
            let row = row.ok_or_else(|| StoreError::NotFound { what: "player", id: id.to_string() })?;
            Ok(row.view(is_self))
        })
        .await
    }

    /// What a player has used of their quotas; nothing for one who is not registered.
    ///
    /// # Errors
    /// [`StoreError::Catalog`].
    pub async fn usage(&self, id: &PlayerId) -> Result<Usage, StoreError> {
        let id = id.clone();
        self.read(move |tx| {
            Ok(players::find(tx, &id)?.map_or(Usage::default(), |row| Usage {
                universes: row.universe_count,
                stored_bytes: row.stored_bytes,
                passages: row.passage_count,
            }))
        })
        .await
    }

    /// Notes that a player is there. Waits for nothing, and writes at most once a minute for each player.
    pub fn touch(&self, id: &PlayerId) {
        let now = self.inner.environment.now();
        let last = self.inner.seen.get(id);
        if last.is_some_and(|last| now.0 - last.0 < SEEN_EVERY_MS) {
            return;
        }
        self.inner.seen.insert(id.clone(), now);
        let (store, id) = (self.clone(), id.clone());
        tokio::spawn(async move {
            let touched = store.change(move |change| Ok(players::touch(change.tx, &id, change.now)?)).await;
            if let Err(error) = touched {
                tracing::warn!(%error, "could not note that a player was seen");
            }
        });
    }

    pub(super) fn now_ms(&self) -> u64 {
        u64::try_from(self.inner.environment.now().0).unwrap_or(0)
    }

    pub(super) fn random<const N: usize>(&self) -> Result<[u8; N], StoreError> {
        let mut bytes = [0; N];
        self.inner.environment.fill_random(&mut bytes).map_err(StoreError::Randomness)?;
        Ok(bytes)
    }
}

/// The id that a registration is for, if the caller chose one or is somebody.
fn registered_id(actor: &Actor, asked: Option<&PlayerId>) -> Result<Option<PlayerId>, StoreError> {
    match (actor, asked) {
        (Actor::Player(player), Some(asked)) if asked != player => {
            Err(StoreError::Forbidden { player: player.to_string() })
        }
        (Actor::Player(player), _) => Ok(Some(player.clone())),
        (Actor::Trusted(player), asked) => Ok(asked.or(player.as_ref()).cloned()),
        (Actor::Anonymous, asked) => Ok(asked.cloned()),
    }
}

fn update(
    change: &mut Change<'_>,
    mut row: PlayerRow,
    display_name: Option<DisplayName>,
) -> Result<Registration, StoreError> {
    row.display_name = display_name.unwrap_or(row.display_name);
    row.last_seen = change.now;
    players::update(change.tx, &row.id, &row.display_name, change.now)?;
    Ok(Registration { player: row.view(true), is_new: false, granted: None })
}

fn insert(
    change: &mut Change<'_>,
    id: &PlayerId,
    display_name: Option<DisplayName>,
    grant: Option<TokenGrant>,
) -> Result<Registration, StoreError> {
    let row = add(change, id, display_name, change.now)?;
    if let Some(grant) = &grant {
        tokens::add(change, id, grant)?;
    }
    Ok(Registration { player: row.view(true), is_new: true, granted: grant })
}

/// Adds a player who registered at `now`, called by their id unless they have a name.
pub(super) fn add(
    change: &mut Change<'_>,
    id: &PlayerId,
    display_name: Option<DisplayName>,
    now: Millis,
) -> Result<PlayerRow, StoreError> {
    let id_as_name: String = id.as_str().chars().take(100).collect();
    let name = match display_name {
        Some(name) => name,
        None => DisplayName::new(id_as_name)
            .map_err(|_| crate::CatalogError::Unexpected { column: "players.id".to_owned() })?,
    };
    totals::add(change.tx, Totals { players: 1, ..Totals::default() })?;
    Ok(players::insert(change.tx, id, &name, now)?)
}

/// The player of an id, registered now if they are not yet: an owner that `open` mode trusts, or a player whom only
/// the identity provider knew.
pub(super) fn ensure(change: &mut Change<'_>, id: &PlayerId) -> Result<PlayerRow, StoreError> {
    match players::find(change.tx, id)? {
        Some(row) => Ok(row),
        None => add(change, id, None, change.now),
    }
}

/// Who is to own what the actor makes.
pub(super) fn owner_for(actor: &Actor, asked: Option<&PlayerId>) -> Result<PlayerId, StoreError> {
    match (actor, asked) {
        (Actor::Anonymous, _) => Err(StoreError::Unidentified),
        (Actor::Player(player), Some(asked)) if asked != player => {
            Err(StoreError::Forbidden { player: player.to_string() })
        }
        (Actor::Player(player), _) => Ok(player.clone()),
        (Actor::Trusted(player), asked) => asked.or(player.as_ref()).cloned().ok_or(StoreError::OwnerUnknown),
    }
}
