//! A program that dies between any two steps of its storage, on either side of each, while somebody travels.

use std::sync::Arc;

use multiverse_client::{DepartOptions, TravelError};
use multiverse_model::Direction;

use super::game::{Game, Program, lightly};
use crate::support::{Doom, Doomed, Instant, Network, Weather, world};

/// More steps than any of these stories has.
const STEPS: u64 = 60;

/// Tells a story again and again, each time up to another step of its storage. Then another program goes on on the same
/// machine, and another after that.
async fn dies_at_every_step(story: impl AsyncFn(&mut Program, &Game, &Network)) {
    let (_server, network, player) = world().await;
    for instant in [Instant::Before, Instant::After] {
        for step in 0.. {
            assert!(step < STEPS, "the story has more steps than are tried");
            let name = format!("{instant:?}-{step}").to_lowercase();
            let game = Game::of(&player, &name).await;
            // The worlds are founded before.
            drop(game.runs().await);
            let doom = Doom::at(step, instant);
            let doomed = Arc::new(Doomed { storage: game.disk.clone(), doom: doom.clone() });
            let told = async {
                let mut program = game.runs_on(doomed).await;
                story(&mut program, &game, &network).await;
            };
            let is_whole = tokio::select! {
                () = doom.comes() => false,
                () = told => true,
            };
            network.turns(Weather::Fair);
            goes_on(&game).await;
            if is_whole {
                assert!(step > 3, "a story of {step} steps");
                break;
            }
        }
    }
}

/// What the next programs find, and make of it.
async fn goes_on(game: &Game) {
    let mut program = game.runs().await;
    game.accounts_for_everything(&program).await;
    program.here.takes_in_who_is_due().await;
    game.accounts_for_everything(&program).await;
    drop(program);

    let mut program = game.runs().await;
    game.accounts_for_everything(&program).await;
    for played in [&mut program.here, &mut program.there] {
        played.takes_in_who_is_due().await;
        played.saves().await;
        assert_eq!(played.traveller.pending().await.unwrap(), []);
    }
    drop(program);

    let mut program = game.runs().await;
    game.accounts_for_everything(&program).await;
    assert!(game.last_trip().await.is_none_or(|trip| !trip.state.is_open()));
    for played in [&mut program.here, &mut program.there] {
        assert_eq!(played.takes_in_who_is_due().await, 0);
    }
}

#[tokio::test]
async fn somebody_leaves_something_behind_and_departs() {
    dies_at_every_step(async |program, game, _| {
        program.here.departs(game, lightly()).await.unwrap();
        program.here.saves().await;
        program.here.saves().await;
        assert_eq!(program.here.traveller.settle(&mut program.here.world).await.unwrap().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn somebody_arrives() {
    dies_at_every_step(async |program, game, _| {
        program.here.departs(game, lightly()).await.unwrap();
        assert_eq!(program.there.takes_in_who_is_due().await, 1);
        program.there.saves().await;
        program.here.saves().await;
    })
    .await;
}

#[tokio::test]
async fn somebody_is_refused() {
    dies_at_every_step(async |program, game, _| {
        let refused = program.here.departs(game, DepartOptions::default()).await;
        assert!(matches!(refused, Err(TravelError::Refused { .. })), "{refused:?}");
        program.here.saves().await;
        program.here.departs(game, lightly()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn answers_are_swallowed_and_the_trip_is_settled_later() {
    dies_at_every_step(async |program, game, network| {
        program.here.weather(game, network, Weather::SwallowsAnswers);
        program.here.departs(game, lightly()).await.unwrap();
        program.here.saves().await;
        program.here.weather(game, network, Weather::Fair);
        assert_eq!(program.here.traveller.settle(&mut program.here.world).await.unwrap().len(), 1);
        let due = program.there.traveller.arrivals().await.unwrap();
        program.here.weather(game, network, Weather::SwallowsAnswers);
        // It is looked at first, which is not answered either.
        let there = &mut program.there;
        there.traveller.arrive(&mut there.world, &due[0].id).await.unwrap_err();
        there.weather(game, network, Weather::Fair);
        there.traveller.arrive(&mut there.world, &due[0].id).await.unwrap();
        there.saves().await;
    })
    .await;
}

#[tokio::test]
async fn somebody_is_rejected_and_comes_back() {
    dies_at_every_step(async |program, game, _| {
        program.here.departs(game, lightly()).await.unwrap();
        let due = program.there.traveller.arrivals().await.unwrap();
        program.there.traveller.reject(&due[0].id, None).await.unwrap();
        assert_eq!(program.here.takes_in_who_is_due().await, 1);
        program.here.saves().await;
    })
    .await;
}

#[tokio::test]
async fn somebody_goes_there_and_back_again() {
    dies_at_every_step(async |program, game, _| {
        program.here.departs(game, lightly()).await.unwrap();
        program.there.takes_in_who_is_due().await;
        program.there.saves().await;
        let back = DepartOptions { direction: Direction::Reverse, ..DepartOptions::default() };
        program.there.departs(game, back).await.unwrap();
        program.here.takes_in_who_is_due().await;
        // What no save has yet is not forgotten meanwhile.
        assert_eq!(program.here.traveller.settle(&mut program.here.world).await.unwrap().len(), 0);
        program.here.saves().await;
        program.there.saves().await;
    })
    .await;
}
