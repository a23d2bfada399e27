//! Travellers of worlds that go on from an earlier save, or of which two machines made two.

use std::sync::Arc;

use multiverse_client::storage::MemoryStorage;
use multiverse_client::{
    DepartOptions, Departure, NewUniverse, OnDivergence, Outcome, SaveOptions, Settled, Source, TravelError,
    Which,
};
use multiverse_model::UniverseName;

use super::game::{Game, Played, lightly};
use crate::support::{Hamlet, Weather, service, tick, world};

/// Loads a world of the game's first universe as a game does.
async fn loads(played: &mut Played, which: Which, source: Source) -> Vec<Settled> {
    let loaded = played.service.load(&played.universe, which, source).await.unwrap();
    played.world = Hamlet::read(&loaded.bytes);
    played.traveller.resume(&mut played.world).await.unwrap()
}

/// The same player's game on another machine, which has played a day from what the server has.
async fn plays_elsewhere(game: &Game) {
    let elsewhere = service(Arc::new(MemoryStorage::new()), &game.player, OnDivergence::Fork).await;
    let mut played = Played::of(&elsewhere, &game.here, Hamlet::default());
    loads(&mut played, Which::Latest, Source::ServerFirst).await;
    played.world.tick += 10;
    played.saves_with(SaveOptions::default()).await;
    assert_eq!(elsewhere.flush().await.pending(), 0);
}

#[tokio::test]
async fn a_world_that_goes_on_from_an_earlier_save_has_who_was_there_then() {
    let (_server, _network, player) = world().await;
    let game = Game::of(&player, "past").await;
    let mut program = game.runs().await;
    let here = &mut program.here;
    here.departs(&game, lightly()).await.unwrap();
    here.saves().await;
    here.saves().await;
    loads(here, Which::Tick(tick(2)), Source::LocalFirst).await;
    assert!(here.world.people.contains_key(&game.tom), "he had not left yet");
    let unsaved = here.departs(&game, lightly()).await;
    assert!(matches!(unsaved, Err(TravelError::Unsaved(_))), "{unsaved:?}");
    here.saves().await;
    // It is another universe now, and the gate is not its.
    let elsewhere = here.departs(&game, lightly()).await;
    assert!(matches!(elsewhere, Err(TravelError::OtherPassage { .. })), "{elsewhere:?}");
    here.saves().await;
    loads(here, Which::Latest, Source::LocalFirst).await;
    assert!(here.world.people.contains_key(&game.tom));
    here.service.return_to(&game.here).await.unwrap();
    loads(here, Which::Latest, Source::LocalFirst).await;
    assert!(here.world.people.is_empty(), "in the universe that was forked he has left");
}

#[tokio::test]
async fn a_fork_by_name_begins_a_journal_of_its_own() {
    let (_server, _network, player) = world().await;
    let game = Game::of(&player, "named").await;
    let mut program = game.runs().await;
    let here = &mut program.here;
    here.departs(&game, lightly()).await.unwrap();
    let name = UniverseName::new("Had he stayed").unwrap();
    let fork = here.service.fork(&game.here, Which::Latest, NewUniverse::named(name)).await.unwrap();
    let world = Hamlet::read(&fork.start.bytes);
    let mut forked = Played::of(&here.service, &fork.universe_id, world);
    forked.traveller.resume(&mut forked.world).await.unwrap();
    assert!(forked.world.people.contains_key(&game.tom), "the save has him");
    forked.saves().await;
    loads(&mut forked, Which::Latest, Source::LocalFirst).await;
    assert!(forked.world.people.contains_key(&game.tom));
}

#[tokio::test]
async fn where_histories_part_the_trips_of_a_world_go_with_it() {
    let (_server, network, player) = world().await;
    let game = Game::of(&player, "parted").await;
    let mut program = game.runs().await;
    let here = &mut program.here;
    here.saves_with(SaveOptions::default()).await;
    assert_eq!(here.service.flush().await.pending(), 0);
    here.weather(&game, &network, Weather::Down);
    let left = here.departs(&game, DepartOptions::default()).await.unwrap();
    assert!(matches!(left, Departure::Pending { .. }));
    here.world.tick += 1;
    here.saves_with(SaveOptions::default()).await;
    here.weather(&game, &network, Weather::Fair);
    plays_elsewhere(&game).await;
    assert_eq!(here.service.flush().await.pending(), 0);
    drop(program);

    // The world is a fork by now, and its trip is refused: the radio cannot cross.
    let mut program = game.runs().await;
    let here = &mut program.here;
    assert!(here.world.people.contains_key(&game.tom));
    here.saves().await;
    loads(here, Which::Latest, Source::LocalFirst).await;
    assert!(here.world.people.contains_key(&game.tom));
    assert_eq!(player.client.stats().await.unwrap().universe_count, 3);
    // What the other machine saved has him too, and it is not he who comes back there.
    here.service.return_to(&game.here).await.unwrap();
    assert_eq!(loads(here, Which::Latest, Source::ServerFirst).await.len(), 0);
    assert!(here.world.people.contains_key(&game.tom));
}

#[tokio::test]
async fn a_trip_is_finished_although_another_machine_has_saved_since() {
    let (_server, network, player) = world().await;
    let game = Game::of(&player, "two-machines").await;
    let mut program = game.runs().await;
    let here = &mut program.here;
    here.weather(&game, &network, Weather::SwallowsAnswers);
    here.departs(&game, DepartOptions::default()).await.unwrap();
    here.weather(&game, &network, Weather::Fair);
    here.world.tick += 1;
    here.saves_with(SaveOptions::default()).await;
    assert_eq!(here.service.flush().await.pending(), 0);
    plays_elsewhere(&game).await;
    let settled = loads(here, Which::Latest, Source::ServerFirst).await;
    assert!(matches!(settled[0].outcome, Outcome::Stays(_)), "{settled:?}");
    assert!(
        here.world.people.contains_key(&game.tom),
        "the other machine's save knows what it had of our journal"
    );
}

#[tokio::test]
async fn who_came_here_and_was_sent_on_from_another_machine_does_not_come_again() {
    let (_server, _network, player) = world().await;
    let game = Game::of(&player, "sent-on").await;
    let mut program = game.runs().await;
    let here = &mut program.here;
    here.departs(&game, lightly()).await.unwrap();
    let trip = game.last_trip().await.unwrap();
    program.there.traveller.reject(&trip.id, None).await.unwrap();
    assert_eq!(here.takes_in_who_is_due().await, 1);
    here.world.tick += 1;
    here.saves_with(SaveOptions::default()).await;
    assert_eq!(here.service.flush().await.pending(), 0);

    let elsewhere = service(Arc::new(MemoryStorage::new()), &player, OnDivergence::Fork).await;
    let mut other = Played::of(&elsewhere, &game.here, Hamlet::default());
    loads(&mut other, Which::Latest, Source::ServerFirst).await;
    other.departs(&game, lightly()).await.unwrap();
    other.world.tick += 1;
    other.saves_with(SaveOptions::default()).await;
    assert_eq!(elsewhere.flush().await.pending(), 0);

    loads(here, Which::Latest, Source::ServerFirst).await;
    assert!(here.world.people.is_empty(), "he is under way");
    game.accounts_for_everything(&program).await;
}
