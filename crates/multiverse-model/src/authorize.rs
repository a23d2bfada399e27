//! Who may do what. One function decides for every route.

use crate::{PlayerId, Role};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Nobody in particular: no token was sent.
    Anonymous,
    /// A player whose token was checked.
    Player(PlayerId),
    /// Anybody on a server that runs in `open` mode, which trusts who connects to it; with the player that the
    /// request's token names, if it has one.
    Trusted(Option<PlayerId>),
}

impl Actor {
    /// The player that the actor is known to be.
    #[must_use]
    pub fn player(&self) -> Option<&PlayerId> {
        match self {
            Self::Anonymous => None,
            Self::Player(id) => Some(id),
            Self::Trusted(id) => id.as_ref(),
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read a universe's metadata, timeline, snapshots, forks, lineage and tree.
    ReadUniverse,
    /// Start a universe at one of its snapshots.
    ForkUniverse,
    /// Save snapshots to it.
    SaveSnapshot,
    /// Make passages from it, send and receive travellers. Of a passage: maintain it, and see the entities in it.
    UsePassages,
    /// See a passage, or a trip through one.
    ReadPassage,
    /// Consent to a passage, seal, unseal and delete it.
    RulePassage,
    /// Change its metadata.
    EditUniverse,
    /// See and change who else may use it.
    ManageAccess,
    /// Remove the content of decayed snapshots.
    CleanUp,
    /// Hide it.
    DeleteUniverse,
    /// Show it again.
    RestoreUniverse,
    /// Make a universe.
    CreateUniverse,
    /// Change a player, make and revoke the player's tokens.
    ManagePlayer,
}

/// What of a universe decides who may do what.
#[derive(Debug, Clone, Copy)]
pub struct UniverseObject<'a> {
    /// Its owner.
    pub owner: &'a PlayerId,
    /// Whether everybody may read it.
    pub is_public: bool,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// The actor's role on its access list.
    pub role: Option<Role>,
}

/// What it is asked of.
#[derive(Debug, Clone, Copy)]
pub enum Object<'a> {
    /// A universe.
    Universe(UniverseObject<'a>),
    /// A passage, or a trip through one, by the universes at its ends.
    Passage([UniverseObject<'a>; 2]),
    /// A player.
    Player(&'a PlayerId),
    /// The multiverse itself.
    Multiverse,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Go ahead.
    Allow,
    /// The actor may not even know that it exists: answer as if it did not (404).
    Hide,
    /// A player might; the actor has to say who they are (401).
    Identify,
    /// The actor may know of it but not do this (403).
    Forbid,
}

/// Decides whether `actor` may do `action` to `object`.
#[must_use]
pub fn authorize(actor: &Actor, action: Action, object: Object<'_>) -> Decision {
    match object {
        Object::Multiverse => authorize_known(actor, true),
        Object::Player(player) => authorize_known(actor, actor.player() == Some(player)),
        Object::Universe(universe) => {
            // A deleted universe is hidden from everyone; its owner can still bring it back.
            let restores = action == Action::RestoreUniverse;
            let rank = Rank::of(actor, &UniverseObject { is_deleted: false, ..universe });
            if universe.is_deleted && !(restores && rank == Rank::Owner) {
                return Decision::Hide;
            }
            match rank {
                Rank::Nobody => Decision::Hide,
                rank if rank >= required(action) => match action {
                    // A fork has an owner, so somebody must be known to own it.
                    Action::ForkUniverse => authorize_known(actor, true),
                    _ => Decision::Allow,
                },
                _ => authorize_known(actor, false),
            }
        }
        Object::Passage(ends) => {
            let ranks = ends.map(|end| Rank::of(actor, &end));
            let highest = ranks[0].max(ranks[1]);
            // Who may read both universes may know what connects them. Who may use one of them has to know what leads
            // into it, also from one that is hidden from them.
            let sees = ranks[0].min(ranks[1]) >= Rank::Reader || highest >= Rank::Editor;
            match action {
                _ if !sees => Decision::Hide,
                Action::ReadPassage => Decision::Allow,
                action if highest >= required(action) => Decision::Allow,
                _ => authorize_known(actor, false),
            }
        }
    }
}

/// What the actor is to a universe, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Nobody,
    Reader,
    Editor,
    Owner,
}

impl Rank {
    /// Of a deleted universe nobody is anything.
    fn of(actor: &Actor, universe: &UniverseObject<'_>) -> Self {
        if universe.is_deleted {
            return Self::Nobody;
        }
        let granted = match actor {
            Actor::Trusted(_) => Self::Owner,
            Actor::Player(player) if player == universe.owner => Self::Owner,
            Actor::Player(_) => match universe.role {
                Some(Role::Editor) => Self::Editor,
                Some(Role::Reader) => Self::Reader,
                None => Self::Nobody,
            },
            Actor::Anonymous => Self::Nobody,
        };
        if universe.is_public { granted.max(Self::Reader) } else { granted }
    }
}

/// The weakest rank that may do `action` to a universe.
fn required(action: Action) -> Rank {
    match action {
        Action::ReadUniverse | Action::ForkUniverse | Action::ReadPassage => Rank::Reader,
        Action::SaveSnapshot | Action::UsePassages => Rank::Editor,
        Action::EditUniverse
        | Action::ManageAccess
        | Action::CleanUp
        | Action::RulePassage
        | Action::DeleteUniverse
        | Action::RestoreUniverse
        | Action::CreateUniverse
        | Action::ManagePlayer => Rank::Owner,
    }
}

/// Decides about something whose existence is no secret.
fn authorize_known(actor: &Actor, is_entitled: bool) -> Decision {
    match actor {
        Actor::Trusted(_) => Decision::Allow,
        Actor::Anonymous => Decision::Identify,
        Actor::Player(_) if is_entitled => Decision::Allow,
        Actor::Player(_) => Decision::Forbid,
    }
}

#[cfg(test)]
mod tests;
