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

fn decide(actor: &Actor, action: Action, is_public: bool, is_deleted: bool, role: Option<Role>) -> Decision {
    let owner = player("olga");
    let universe = UniverseObject { owner: &owner, is_public, is_deleted, role };
    authorize(actor, action, Object::Universe(universe))
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

/// A passage from olga's universe to paul's: what one may do who is so much in each.
#[test]
fn the_matrix_of_a_passages_ends() {
    use Decision::{Allow as A, Forbid as F, Hide as H, Identify as I};
    let (olga, paul) = (player("olga"), player("paul"));
    let (eve, nobody) = (Actor::Player(player("eve")), Actor::Anonymous);
    let (reader, editor) = (Some(Role::Reader), Some(Role::Editor));
    for (who, actor, (public, role), (other_public, other_role), expected) in [
        ("a stranger to both", &eve, (false, None), (false, None), [H, H, H]),
        ("a stranger to one", &eve, (true, None), (false, None), [H, H, H]),
        ("a reader of one", &eve, (false, reader), (false, None), [H, H, H]),
        ("a reader of both", &eve, (true, None), (false, reader), [A, F, F]),
        ("an editor of one", &eve, (false, None), (false, editor), [A, A, F]),
        ("an editor of both", &eve, (false, editor), (false, editor), [A, A, F]),
        ("the owner of one", &Actor::Player(olga.clone()), (false, None), (false, None), [A, A, A]),
        ("the owner of the other", &Actor::Player(paul.clone()), (false, None), (false, None), [A, A, A]),
        ("nobody, both public", &nobody, (true, None), (true, None), [A, I, I]),
        ("nobody, one public", &nobody, (true, None), (false, None), [H, H, H]),
        ("a trusted one", &Actor::Trusted(None), (false, None), (false, None), [A, A, A]),
    ] {
        let source = UniverseObject { owner: &olga, is_public: public, is_deleted: false, role };
        let target =
            UniverseObject { owner: &paul, is_public: other_public, is_deleted: false, role: other_role };
        let actions = [Action::ReadPassage, Action::UsePassages, Action::RulePassage];
        for ends in [[source, target], [target, source]] {
            let decided = actions.map(|action| authorize(actor, action, Object::Passage(ends)));
            assert_eq!(decided, expected, "{who}");
        }
        let gone = [source, target].map(|end| UniverseObject { is_deleted: true, ..end });
        let decided = actions.map(|action| authorize(actor, action, Object::Passage(gone)));
        assert_eq!(decided, [H, H, H], "{who}, both deleted");
    }
    let source = UniverseObject { owner: &olga, is_public: true, is_deleted: false, role: None };
    let target = UniverseObject { owner: &paul, is_public: true, is_deleted: true, role: None };
    let decide = |actor| authorize(&actor, Action::RulePassage, Object::Passage([source, target]));
    assert_eq!(decide(Actor::Player(olga.clone())), A, "the owner of the end that is left");
    assert_eq!(decide(Actor::Player(paul.clone())), H, "the owner of the deleted one");
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
