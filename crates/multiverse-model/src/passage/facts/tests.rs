use proptest::prelude::*;

use super::*;

const DAY: i64 = 24 * 60 * 60 * 1000;

fn passage(kind: PassageType) -> PassageFacts {
    PassageFacts {
        id: "passage:1".parse().unwrap(),
        source_universe_id: "a".parse().unwrap(),
        target_universe_id: "b".parse().unwrap(),
        kind,
        created_at: Millis(0),
        created_by: "ada".parse().unwrap(),
        last_maintenance: Millis(0),
        uses: 0,
        in_transit: 0,
        consent: None,
        sealed_by: Sides::default(),
        has_collapsed: false,
        deleted_at: None,
        source_position: None,
        target_position: None,
    }
}

fn state(facts: &PassageFacts, now: i64) -> PassageState {
    facts.state(&PassageLifetimes::default(), Millis(now), false)
}

const ASKED: Option<Sides> = Some(Sides { source: true, target: false });

#[test]
fn ages_from_active_over_unstable_to_collapsed() {
    let thread = passage(PassageType::Thread);
    for (now, expected) in [
        (0, PassageState::Active),
        (DAY * 7 / 10, PassageState::Active),
        (DAY * 7 / 10 + 1, PassageState::Unstable),
        (DAY - 1, PassageState::Unstable),
        (DAY, PassageState::Collapsed),
    ] {
        assert_eq!(state(&thread, now), expected, "{now}");
    }
}

#[test]
fn does_not_age_while_it_waits_and_lives_from_its_last_consent() {
    let mut bridge = PassageFacts { consent: ASKED, ..passage(PassageType::Bridge) };
    assert_eq!(state(&bridge, 500 * DAY), PassageState::Pending);
    bridge.agree(Sides { source: true, target: false }, Millis(500 * DAY));
    assert!(bridge.is_pending(), "the same owner again is no second one");
    bridge.agree(Sides { source: false, target: true }, Millis(500 * DAY));
    assert_eq!(state(&bridge, 500 * DAY), PassageState::Active);
    bridge.agree(Sides { source: false, target: true }, Millis(505 * DAY));
    assert_eq!(bridge.last_maintenance, Millis(500 * DAY), "a repeat is no maintenance");
}

#[test]
fn one_that_is_sealed_goes_on_ageing() {
    let sealed = Sides { source: false, target: true };
    let gate = PassageFacts { sealed_by: sealed, ..passage(PassageType::Gate) };
    assert_eq!(state(&gate, DAY), PassageState::Sealed);
    assert_eq!(gate.view(&PassageLifetimes::default(), Millis(DAY), false).sealed_by, Some(sealed));
    assert_eq!(state(&gate, 100 * DAY), PassageState::Collapsed);
}

#[test]
fn is_inactive_without_one_of_its_universes_and_then_what_it_was() {
    let gate = passage(PassageType::Gate);
    let lifetimes = PassageLifetimes::default();
    assert_eq!(gate.state(&lifetimes, Millis(1), true), PassageState::Inactive);
    assert_eq!(gate.state(&lifetimes, Millis(1), false), PassageState::Active);
}

#[test]
fn shows_how_often_it_can_still_be_used() {
    let thread = PassageFacts { uses: 2, ..passage(PassageType::Thread) };
    let view = thread.view(&PassageLifetimes::default(), Millis(DAY / 2), false);
    assert_eq!((view.uses_left, view.bidirectional, view.active), (Some(3), false, true));
    assert!((view.stability - 50.0).abs() < 1e-9);
    let gate = passage(PassageType::Gate).view(&PassageLifetimes::default(), Millis(0), false);
    assert_eq!(gate.uses_left, None);
}

fn any_facts() -> impl Strategy<Value = PassageFacts> {
    let consent = proptest::option::of((any::<bool>(), any::<bool>()));
    let kinds = proptest::sample::select(PassageType::ALL.to_vec());
    (kinds, consent, any::<(bool, bool)>(), any::<bool>(), proptest::option::of(0..DAY), 0..10_u64).prop_map(
        |(kind, consent, (source, target), has_collapsed, deleted, uses)| PassageFacts {
            consent: consent.map(|(source, target)| Sides { source, target }),
            sealed_by: Sides { source, target },
            has_collapsed,
            deleted_at: deleted.map(Millis),
            uses,
            ..passage(kind)
        },
    )
}

proptest! {
    #[test]
    fn stability_never_rises_without_maintenance_and_stays_in_bounds(
        facts in any_facts(), now in 0..200 * DAY, later in 0..200 * DAY,
    ) {
        let at = |now| facts.stability(&PassageLifetimes::default(), Millis(now));
        prop_assert!(at(now + later) <= at(now));
        prop_assert!((0.0..=100.0).contains(&at(now)));
    }

    #[test]
    fn what_has_collapsed_never_opens_again(
        facts in any_facts(), now in 0..200 * DAY, later in 0..200 * DAY, lacks_an_end in any::<bool>(),
    ) {
        let lifetimes = PassageLifetimes::default();
        if facts.state(&lifetimes, Millis(now), false) == PassageState::Collapsed {
            prop_assert!(!facts.state(&lifetimes, Millis(now + later), lacks_an_end).is_open());
        }
        let announced = PassageFacts { has_collapsed: true, ..facts };
        // Whatever the clock says and the settings are.
        let longer = PassageLifetimes { thread: lifetimes.gate, bridge: lifetimes.gate, ..lifetimes };
        prop_assert!(!announced.state(&longer, Millis(now - 100 * DAY), false).is_open());
    }

    #[test]
    fn maintenance_restores_what_was_lost_and_nothing_else(facts in any_facts(), now in 0..200 * DAY) {
        let mut maintained = facts.clone();
        maintained.maintain(Millis(now));
        let kept = PassageFacts { last_maintenance: facts.last_maintenance, uses: facts.uses, ..maintained.clone() };
        prop_assert_eq!(kept, facts.clone());
        let stability = maintained.stability(&PassageLifetimes::default(), Millis(now));
        prop_assert_eq!(stability <= 0.0, facts.has_collapsed);
    }
}
