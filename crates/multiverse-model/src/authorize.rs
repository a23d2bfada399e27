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
    /// Make passages from it, send and receive travellers.
    UsePassages,
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

/// What it is asked of.
#[derive(Debug, Clone, Copy)]
pub enum Object<'a> {
    /// A universe.
    Universe {
        /// Its owner.
        owner: &'a PlayerId,
        /// Whether everybody may read it.
        is_public: bool,
        /// Whether it was deleted.
        is_deleted: bool,
        /// The actor's role on its access list.
        role: Option<Role>,
    },
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
        Object::Universe { owner, is_public, is_deleted, role } => {
            let rank = Rank::of(actor, owner, is_public, role);
            // A deleted universe is hidden from everyone; its owner can still bring it back.
            let restores_own = action == Action::RestoreUniverse && rank == Rank::Owner;
            if is_deleted && !restores_own {
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
    fn of(actor: &Actor, owner: &PlayerId, is_public: bool, role: Option<Role>) -> Self {
        let granted = match actor {
            Actor::Trusted(_) => Self::Owner,
            Actor::Player(player) if player == owner => Self::Owner,
            Actor::Player(_) => match role {
                Some(Role::Editor) => Self::Editor,
                Some(Role::Reader) => Self::Reader,
                None => Self::Nobody,
            },
            Actor::Anonymous => Self::Nobody,
        };
        if is_public { granted.max(Self::Reader) } else { granted }
    }
}

/// The weakest rank that may do `action` to a universe.
fn required(action: Action) -> Rank {
    match action {
        Action::ReadUniverse | Action::ForkUniverse => Rank::Reader,
        Action::SaveSnapshot | Action::UsePassages => Rank::Editor,
        Action::EditUniverse
        | Action::ManageAccess
        | Action::CleanUp
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
mod tests {
    use super::*;

    const ACTIONS: [Action; 9] = [
        Action::ReadUniverse,
        Action::ForkUniverse,
        Action::SaveSnapshot,
        Action::UsePassages,
        Action::EditUniverse,
        Action::ManageAccess,
        Action::CleanUp,
        Action::DeleteUniverse,
        Action::RestoreUniverse,
    ];

    fn player(name: &str) -> PlayerId {
        name.parse().unwrap()
    }

    fn decide(
        actor: &Actor,
        action: Action,
        is_public: bool,
        is_deleted: bool,
        role: Option<Role>,
    ) -> Decision {
        let owner = player("olga");
        authorize(actor, action, Object::Universe { owner: &owner, is_public, is_deleted, role })
    }

    /// DESIGN's table, spelled out: for each actor, what `ACTIONS` answer in order.
    #[test]
    fn the_matrix_of_roles_and_actions() {
        use Decision::{Allow as A, Forbid as F, Hide as H, Identify as I};
        let olga = Actor::Player(player("olga"));
        let other = Actor::Player(player("paul"));
        let table = [
            ("anyone, private", &Actor::Anonymous, false, None, [H, H, H, H, H, H, H, H, H]),
            ("anyone, public", &Actor::Anonymous, true, None, [A, I, I, I, I, I, I, I, I]),
            ("player, private", &other, false, None, [H, H, H, H, H, H, H, H, H]),
            ("player, public", &other, true, None, [A, A, F, F, F, F, F, F, F]),
            ("reader, private", &other, false, Some(Role::Reader), [A, A, F, F, F, F, F, F, F]),
            ("editor, private", &other, false, Some(Role::Editor), [A, A, A, A, F, F, F, F, F]),
            ("editor, public", &other, true, Some(Role::Editor), [A, A, A, A, F, F, F, F, F]),
            ("owner, private", &olga, false, None, [A, A, A, A, A, A, A, A, A]),
            ("trusted, private", &Actor::Trusted(None), false, None, [A, A, A, A, A, A, A, A, A]),
        ];
        for (who, actor, is_public, role, expected) in table {
            let decided = ACTIONS.map(|action| decide(actor, action, is_public, false, role));
            assert_eq!(decided, expected, "{who}");
        }
    }

    #[test]
    fn a_deleted_universe_is_hidden_from_all_but_its_restoring_owner() {
        let actors = [
            Actor::Anonymous,
            Actor::Player(player("olga")),
            Actor::Player(player("paul")),
            Actor::Trusted(None),
        ];
        for actor in &actors {
            for action in ACTIONS {
                let owns = matches!(actor, Actor::Trusted(_)) || actor.player() == Some(&player("olga"));
                let expected =
                    if action == Action::RestoreUniverse && owns { Decision::Allow } else { Decision::Hide };
                assert_eq!(
                    decide(actor, action, true, true, Some(Role::Editor)),
                    expected,
                    "{actor:?} {action:?}"
                );
            }
        }
    }

    #[test]
    fn players_manage_themselves_only() {
        let olga = player("olga");
        let decide = |actor| authorize(&actor, Action::ManagePlayer, Object::Player(&olga));
        assert_eq!(decide(Actor::Player(olga.clone())), Decision::Allow);
        assert_eq!(decide(Actor::Player(player("paul"))), Decision::Forbid);
        assert_eq!(decide(Actor::Anonymous), Decision::Identify);
        assert_eq!(decide(Actor::Trusted(None)), Decision::Allow);
    }
}
