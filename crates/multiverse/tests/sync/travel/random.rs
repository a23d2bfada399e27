//! Whatever happens to a traveller, in whatever order: by a seed, which a failure names.

use std::sync::Arc;

use multiverse_client::DepartOptions;
use multiverse_client::storage::LocalStorage;
use multiverse_model::Direction;

use super::game::{Game, Program};
use crate::support::{Doom, Doomed, Instant, Network, Seeded, Weather, world};

/// Programs of each game: all but those that have done everything die.
const PROGRAMS: usize = 40;

/// What a program does at most.
const DEEDS: usize = 10;

#[tokio::test]
async fn whatever_happens_in_whatever_order_everybody_is_in_one_place() {
    let (_server, network, player) = world().await;
    for seed in 1..=6 {
        let game = Game::of(&player.reconnects(&network), &format!("seed-{seed}")).await;
        let mut chance = Seeded(seed);
        for _ in 0..PROGRAMS {
            let game = game.reconnects(&network);
            let instant = if chance.below(2) == 0 { Instant::Before } else { Instant::After };
            let doom = Doom::at(chance.below(60), instant);
            let doomed = Arc::new(Doomed { storage: game.disk.clone(), doom: doom.clone() });
            tokio::select! {
                () = doom.comes() => {}
                () = lives(&game, doomed, &network, &mut chance) => {}
            }
            network.turns(Weather::Fair);
            let game = game.reconnects(&network);
            let program = game.runs().await;
            game.accounts_for_everything(&program).await;
        }
        let trips = game.reconnects(&network).trips().await;
        assert!(trips > 5, "in seed {seed} there were {trips} trips");
    }
}

async fn lives(game: &Game, storage: Arc<dyn LocalStorage>, network: &Network, chance: &mut Seeded) {
    let mut program = game.runs_on(storage).await;
    for _ in 0..DEEDS {
        does_something(&mut program, game, network, chance).await;
    }
}

/// What is refused, or not answered, is part of the game.
async fn does_something(program: &mut Program, game: &Game, network: &Network, chance: &mut Seeded) {
    let is_here = chance.below(2) == 0;
    let played = if is_here { &mut program.here } else { &mut program.there };
    match chance.below(10) {
        0..=2 => {
            let direction = if is_here { Direction::Forward } else { Direction::Reverse };
            let options = DepartOptions { direction, leave_behind: chance.below(3) > 0 };
            drop(played.departs(game, options).await);
        }
        3..=4 => {
            for transit in played.traveller.arrivals().await.unwrap_or_default() {
                drop(played.traveller.arrive(&mut played.world, &transit.id).await);
            }
        }
        5 => {
            for transit in played.traveller.arrivals().await.unwrap_or_default() {
                drop(played.traveller.reject(&transit.id, None).await);
            }
        }
        6..=7 => played.saves().await,
        8 => drop(played.traveller.settle(&mut played.world).await),
        _ => {
            let bytes = chance.below(900);
            let weathers = [
                Weather::Fair,
                Weather::Fair,
                Weather::Down,
                Weather::SwallowsAnswers,
                Weather::BreaksAfter(bytes),
            ];
            played.weather(game, network, weathers[usize::try_from(chance.below(5)).unwrap()]);
        }
    }
}
