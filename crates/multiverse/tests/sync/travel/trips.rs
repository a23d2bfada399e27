//! What a traveller's game is told, and what its world is then.

use futures::FutureExt;
use multiverse_client::{
    Arrival, Coming, DepartOptions, Departure, Outcome, ServiceSettings, TravelError, blocking,
};
use multiverse_model::{Direction, EntityId, Label, RawJson, TransitState};

use super::game::{Game, TOM, lightly};
use crate::support::{Hamlet, Network, Server, Weather, world};

/// What the server forgets, or how its clock goes on, while it is down.
fn is_down(server: Server, network: &Network, sql: &str) -> Server {
    let server = server.after_kill_while(|data| {
        let database = rusqlite::Connection::open(data.join("catalog.sqlite")).unwrap();
        assert!(database.execute(sql, []).unwrap() > 0, "{sql}");
    });
    network.lead_to(server.address());
    server
}

#[tokio::test]
async fn who_departs_without_a_network_is_out_of_the_world_and_goes_once_there_is_one() {
    let (_server, network, player) = world().await;
    let game = Game::of(&player, "offline").await;
    let mut program = game.runs().await;
    program.here.weather(&game, &network, Weather::Down);
    let left = program.here.departs(&game, lightly()).await.unwrap();
    assert!(matches!(left, Departure::Pending { cause: Some(cause) } if cause.is_offline()));
    assert!(program.here.world.people.is_empty() && program.here.world.things.is_empty());
    let again = program.here.departs(&game, lightly()).await;
    assert!(matches!(again, Err(TravelError::UnderWay(_))));
    program.here.saves().await;
    drop(program);

    // The next program cannot reach anybody either.
    let mut program = game.runs().await;
    assert_eq!(program.here.traveller.pending().await.unwrap(), std::slice::from_ref(&game.tom));
    program.here.weather(&game, &network, Weather::Fair);
    let settled = program.here.traveller.settle(&mut program.here.world).await.unwrap();
    assert!(matches!(&settled[0].outcome, Outcome::Left { left_behind, .. } if left_behind.len() == 1));
    assert_eq!(program.here.traveller.pending().await.unwrap(), []);
    game.accounts_for_everything(&program).await;
    assert_eq!(
        game.last_trip().await.unwrap().departed_tick.unwrap().get(),
        2,
        "when it left, not when it was told"
    );
}

#[tokio::test]
async fn who_is_refused_is_put_back_as_the_same_bytes() {
    let (_server, network, player) = world().await;
    let game = Game::of(&player, "refused").await;
    let mut program = game.runs().await;
    let before = program.here.world.contents();
    let refused = program.here.departs(&game, DepartOptions::default()).await.unwrap_err();
    let TravelError::Refused { cause, .. } = &refused else { panic!("{refused}") };
    assert_eq!(cause.refused_items()[0].path, "/bag/1");
    assert_eq!(program.here.world.contents(), before);
    assert_eq!(program.here.world.people[&game.tom].as_str(), TOM);
    assert_eq!(program.here.world.came, [Coming::Refused]);
    // The same when the refusal comes days later.
    program.here.weather(&game, &network, Weather::Down);
    program.here.departs(&game, DepartOptions::default()).await.unwrap();
    assert_ne!(program.here.world.contents(), before);
    program.here.weather(&game, &network, Weather::Fair);
    let settled = program.here.traveller.settle(&mut program.here.world).await.unwrap();
    assert!(matches!(settled[0].outcome, Outcome::Stays(TravelError::Refused { .. })));
    assert_eq!(program.here.world.contents(), before);
}

#[tokio::test]
async fn an_old_list_brings_nobody_in_twice() {
    let (_server, _network, player) = world().await;
    let game = Game::of(&player, "old").await;
    let mut program = game.runs().await;
    program.here.departs(&game, lightly()).await.unwrap();
    let there = &mut program.there;
    let old = there.traveller.arrivals().await.unwrap();
    let came = there.traveller.arrive(&mut there.world, &old[0].id).await.unwrap();
    assert!(matches!(came, Arrival::Here));
    let again = there.traveller.arrive(&mut there.world, &old[0].id).await;
    assert!(matches!(again, Err(TravelError::TakenIn(_))), "{again:?}");
    // Nor does it once he is gone again, and the journal has forgotten that he came.
    let back = DepartOptions { direction: Direction::Reverse, ..DepartOptions::default() };
    there.departs(&game, back).await.unwrap();
    for _ in 0..2 {
        there.saves().await;
        assert_eq!(there.traveller.settle(&mut there.world).await.unwrap().len(), 0);
    }
    let again = there.traveller.arrive(&mut there.world, &old[0].id).await;
    assert!(matches!(again, Err(TravelError::NotDue { state: TransitState::Arrived, .. })), "{again:?}");
    game.accounts_for_everything(&program).await;
}

#[tokio::test]
async fn who_is_not_received_in_time_comes_back() {
    let (server, network, player) = world().await;
    let game = Game::of(&player, "late").await;
    let mut program = game.runs().await;
    program.here.departs(&game, lightly()).await.unwrap();
    let due = program.there.traveller.arrivals().await.unwrap();
    let _server = is_down(server, &network, "UPDATE transits SET expires_at = 0");
    program.here.weather(&game, &network, Weather::Fair);
    let game = game.reconnects(&network);
    // The server turns back whose time is over soon after it has started.
    while game.last_trip().await.unwrap().state != TransitState::Returning {
        tokio::task::yield_now().await;
    }
    let there = &mut program.there;
    let late = there.traveller.arrive(&mut there.world, &due[0].id).await;
    assert!(matches!(late, Err(TravelError::NotDue { state: TransitState::Returning, .. })), "{late:?}");
    assert_eq!(program.here.takes_in_who_is_due().await, 1);
    assert_eq!(program.here.world.came, [Coming::Returned]);
    game.accounts_for_everything(&program).await;
}

#[tokio::test]
async fn a_departure_whose_answer_nobody_remembers_is_still_the_one_that_was_made() {
    let (server, network, player) = world().await;
    let game = Game::of(&player, "forgotten").await;
    let mut program = game.runs().await;
    program.here.weather(&game, &network, Weather::SwallowsAnswers);
    let left = program.here.departs(&game, lightly()).await.unwrap();
    assert!(matches!(left, Departure::Pending { .. }));
    let _server = is_down(server, &network, "DELETE FROM answers");
    program.here.weather(&game, &network, Weather::Fair);
    let game = game.reconnects(&network);
    let settled = program.here.traveller.settle(&mut program.here.world).await.unwrap();
    assert!(matches!(&settled[0].outcome, Outcome::Left { left_behind, .. } if left_behind.len() == 1));
    game.accounts_for_everything(&program).await;
}

#[tokio::test]
async fn it_is_so_too_if_the_passage_has_closed_or_the_key_was_used_for_other_bytes() {
    for (name, later) in [
        ("closed", "UPDATE passages SET deleted_at = 1"),
        ("rewritten", "UPDATE answers SET fingerprint = zeroblob(length(fingerprint))"),
    ] {
        let (server, network, player) = world().await;
        let game = Game::of(&player, name).await;
        let mut program = game.runs().await;
        program.here.weather(&game, &network, Weather::SwallowsAnswers);
        let left = program.here.departs(&game, lightly()).await.unwrap();
        assert!(matches!(left, Departure::Pending { .. }));
        let server = is_down(server, &network, later);
        let forgotten = if name == "closed" { "DELETE FROM answers" } else { later };
        let _server = is_down(server, &network, forgotten);
        program.here.weather(&game, &network, Weather::Fair);
        let game = game.reconnects(&network);
        let settled = program.here.traveller.settle(&mut program.here.world).await.unwrap();
        assert!(matches!(settled[0].outcome, Outcome::Left { .. }), "{name}: {settled:?}");
        game.accounts_for_everything(&program).await;
    }
}

#[tokio::test]
async fn who_has_the_id_of_somebody_here_is_not_taken_in() {
    let (_server, _network, player) = world().await;
    let game = Game::of(&player, "namesake").await;
    let mut program = game.runs().await;
    program.here.departs(&game, lightly()).await.unwrap();
    let there = &mut program.there;
    let namesake = RawJson::new(r#"{"name":"another Tom"}"#).unwrap();
    there.world.people.insert(game.tom.clone(), namesake.clone());
    let trip = there.traveller.arrivals().await.unwrap().remove(0).id;
    let unfit = there.traveller.arrive(&mut there.world, &trip).await.unwrap_err();
    assert!(unfit.to_string().ends_with("lives here; reject the trip"), "{unfit}");
    assert_eq!(there.world.people[&game.tom], namesake);
}

#[tokio::test]
async fn a_call_that_is_dropped_half_way_is_gone_on_with_by_the_next() {
    let (_server, _network, player) = world().await;
    let game = Game::of(&player, "dropped").await;
    let mut program = game.runs().await;
    let here = &mut program.here;
    let departs = here.traveller.depart(&mut here.world, &game.gate, &game.tom, lightly());
    assert!(departs.now_or_never().is_none(), "the server has to be waited for");
    assert!(here.world.people.is_empty());
    let settled = here.traveller.settle(&mut here.world).await.unwrap();
    assert!(matches!(settled[0].outcome, Outcome::Left { .. }));
    game.accounts_for_everything(&program).await;
}

#[tokio::test]
async fn a_world_says_who_cannot_live_in_it_and_sends_them_back() {
    let (_server, _network, player) = world().await;
    let game = Game::of(&player, "ogre").await;
    let mut program = game.runs().await;
    let ogre = RawJson::new(r#"{"kind":"ogre"}"#).unwrap();
    program.here.world.people.insert(game.tom.clone(), ogre);
    program.here.departs(&game, lightly()).await.unwrap();
    let there = &mut program.there;
    let trip = there.traveller.arrivals().await.unwrap().remove(0).id;
    let unfit = there.traveller.arrive(&mut there.world, &trip).await.unwrap_err();
    assert!(unfit.to_string().ends_with("would eat everybody; reject the trip"), "{unfit}");
    let reason = Some(Label::new("too hungry").unwrap());
    let back = there.traveller.reject(&trip, reason.clone()).await.unwrap();
    assert_eq!((back.state, back.reason), (TransitState::Returning, reason));
    assert_eq!(program.here.takes_in_who_is_due().await, 1);
    let taken_in = program.here.traveller.reject(&trip, None).await;
    assert!(matches!(taken_in, Err(TravelError::TakenIn(_))));
}

#[tokio::test]
async fn nobody_leaves_by_a_passage_of_another_universe() {
    let (_server, _network, player) = world().await;
    let game = Game::of(&player, "mine").await;
    let other = Game::of(&player, "other").await;
    let mut program = game.runs().await;
    let here = &mut program.here;
    let refused =
        here.traveller.depart(&mut here.world, &other.gate, &game.tom, lightly()).await.unwrap_err();
    assert!(
        matches!(&refused, TravelError::OtherPassage { leaves, .. } if *leaves == other.here),
        "{refused}"
    );
    assert_eq!(here.world.people[&game.tom].as_str(), TOM);
    let nobody = EntityId::new("nobody").unwrap();
    let nobody = here.traveller.depart(&mut here.world, &game.gate, &nobody, lightly()).await;
    assert!(matches!(nobody, Err(TravelError::NotHere(_))));
}

#[tokio::test]
async fn a_world_that_was_not_resumed_is_told_so() {
    let (_server, _network, player) = world().await;
    let game = Game::of(&player, "fresh").await;
    let mut program = game.runs().await;
    program.here.world = Hamlet::with(&[(&game.tom, TOM)]);
    let refused = program.here.departs(&game, lightly()).await;
    assert!(matches!(refused, Err(TravelError::NotResumed)));
    program.here.traveller.resume(&mut program.here.world).await.unwrap();
    program.here.departs(&game, lightly()).await.unwrap();
}

#[tokio::test]
async fn a_game_without_an_async_runtime_travels_alike() {
    let (_server, network, player) = world().await;
    let game = Game::of(&player, "blocking").await;
    let client = player.reconnects(&network).client;
    let plays = move || {
        let service =
            blocking::SaveLoadService::open(game.disk.clone(), Some(client), ServiceSettings::default())
                .unwrap();
        let (mut here, mut there) = (Hamlet::with(&[(&game.tom, TOM)]), Hamlet::with(&[]));
        let mut leaving = service.traveller(game.here.clone());
        let mut receiving = service.traveller(game.there.clone());
        assert_eq!(leaving.resume(&mut here).unwrap().len(), 0);
        receiving.resume(&mut there).unwrap();
        let left = leaving.depart(&mut here, &game.gate, &game.tom, lightly()).unwrap();
        assert!(matches!(left, Departure::Left { .. }));
        let due = receiving.arrivals().unwrap();
        receiving.arrive(&mut there, &due[0].id).unwrap();
        assert!(receiving.reject(&due[0].id, None).is_err());
        assert!(there.people.contains_key(&game.tom));
        assert_eq!((leaving.pending().unwrap().len(), leaving.settle(&mut here).unwrap().len()), (0, 0));
        service.close();
    };
    tokio::task::spawn_blocking(plays).await.unwrap();
}
