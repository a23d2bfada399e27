//! A player with two worlds on one machine, and a gate between them.

use std::sync::Arc;

use futures::TryStreamExt;
use multiverse_client::storage::{LocalStorage, MemoryStorage};
use multiverse_client::{
    DepartOptions, Departure, LoadError, OnDivergence, SaveLoadService, SaveOptions, Source, TravelError,
    Traveller, Which,
};
use multiverse_model::wire::{CreatePassage, CreateUniverse};
use multiverse_model::{
    EntityId, PassageId, PassageType, Transit, TransitState, UniverseConfig, UniverseId, UniverseName,
};

use crate::support::{Hamlet, Network, Player, Weather, service};

/// Who travels in these stories, with what cannot cross.
pub(super) const TOM: &str =
    r#"{ "name": "Tom", "bag": [{"name":"bread","tags":["food"]}, {"name":"radio","tags":["electronic"]}] }"#;

/// Two worlds and a gate. Nothing electronic gets into the second.
#[derive(Clone)]
pub(super) struct Game {
    pub player: Player,
    pub disk: Arc<MemoryStorage>,
    pub here: UniverseId,
    pub there: UniverseId,
    pub gate: PassageId,
    pub tom: EntityId,
}

/// A world that is played.
pub(super) struct Played {
    pub service: SaveLoadService,
    pub universe: UniverseId,
    pub world: Hamlet,
    pub traveller: Traveller,
}

/// A program that plays both worlds.
pub(super) struct Program {
    pub here: Played,
    pub there: Played,
}

impl Game {
    /// Makes the universes and the gate on the server; the worlds are founded by the first program.
    pub(super) async fn of(player: &Player, name: &str) -> Self {
        let client = &player.client;
        let create = |id: &str, config: &str| CreateUniverse {
            id: Some(id.parse().unwrap()),
            config: Some(UniverseConfig::new(config).unwrap()),
            ..CreateUniverse::named(UniverseName::new(name).unwrap())
        };
        let (here, there) = (format!("universe:{name}-here"), format!("universe:{name}-there"));
        let here = client.create_universe(create(&here, "{}")).await.unwrap().id;
        let there = client.create_universe(create(&there, r#"{"techLevel":"primitive"}"#)).await.unwrap().id;
        let gate = CreatePassage {
            source_universe_id: here.clone(),
            target_universe_id: there.clone(),
            kind: PassageType::Gate,
            created_by: None,
            source_position: None,
            target_position: None,
        };
        let gate = client.create_passage(gate).await.unwrap().id;
        let tom = EntityId::new(format!("{here}/tom")).unwrap();
        Self { player: player.clone(), disk: Arc::new(MemoryStorage::new()), here, there, gate, tom }
    }

    /// The same, for whoever asks after the server was restarted.
    pub(super) fn reconnects(&self, network: &Network) -> Self {
        Self { player: self.player.reconnects(network), ..self.clone() }
    }

    pub(super) async fn runs(&self) -> Program {
        self.runs_on(self.disk.clone()).await
    }

    /// A program of the game on a storage over its disk.
    pub(super) async fn runs_on(&self, storage: Arc<dyn LocalStorage>) -> Program {
        let service = service(storage, &self.player, OnDivergence::Fork).await;
        Program {
            here: self.plays(&service, &self.here, Hamlet::with(&[(&self.tom, TOM)])).await,
            there: self.plays(&service, &self.there, Hamlet::with(&[])).await,
        }
    }

    async fn plays(&self, service: &SaveLoadService, universe: &UniverseId, founded: Hamlet) -> Played {
        let (mut played, is_new) = match service.load(universe, Which::Latest, Source::LocalFirst).await {
            Ok(loaded) => (Played::of(service, universe, Hamlet::read(&loaded.bytes)), false),
            Err(LoadError::NotFound(_)) => (Played::of(service, universe, founded), true),
            Err(error) => panic!("{error}"),
        };
        played.traveller.resume(&mut played.world).await.unwrap();
        if is_new {
            played.saves().await;
        }
        played
    }

    /// How many trips Tom has made.
    pub(super) async fn trips(&self) -> usize {
        self.journey().await.len()
    }

    /// Tom's last trip.
    pub(super) async fn last_trip(&self) -> Option<Transit> {
        self.journey().await.into_iter().next_back()
    }

    async fn journey(&self) -> Vec<Transit> {
        self.player.client.whole_journey(&self.tom).try_collect().await.unwrap()
    }

    /// Where Tom is: in exactly one place, which is where the server thinks, and what he had is there once.
    pub(super) async fn accounts_for_everything(&self, program: &Program) {
        let trip = self.last_trip().await;
        let state = trip.as_ref().map(|trip| trip.state);
        let is_in = |played: &Played| played.world.people.contains_key(&self.tom);
        let places = (is_in(&program.here), is_in(&program.there));
        let goes_back = trip.as_ref().is_some_and(|trip| trip.from_universe_id == self.there);
        let expected = match (state, goes_back) {
            (Some(TransitState::InTransit | TransitState::Returning), _) => (false, false),
            (None | Some(TransitState::Returned), false) | (Some(TransitState::Arrived), true) => {
                (true, false)
            }
            (Some(TransitState::Arrived), false) | (_, true) => (false, true),
        };
        assert_eq!(places, expected, "{}: {trip:?}", self.here);
        let under_way = match trip.filter(|trip| trip.state.is_open()) {
            Some(trip) => {
                let transit = self.player.client.transit(&trip.id).await.unwrap();
                transit.entity.unwrap().as_str().to_owned()
            }
            None => String::new(),
        };
        let all = [program.here.world.contents(), program.there.world.contents(), under_way].concat();
        for thing in ["bread", "radio"] {
            assert_eq!(all.matches(thing).count(), 1, "{}: {thing} in {all}", self.here);
        }
    }
}

impl Played {
    pub(super) fn of(service: &SaveLoadService, universe: &UniverseId, world: Hamlet) -> Self {
        let traveller = Traveller::new(service.clone(), universe.clone());
        Self { service: service.clone(), universe: universe.clone(), world, traveller }
    }

    /// The weather turns, and the program's connections are made anew in it.
    pub(super) fn weather(&self, game: &Game, network: &Network, weather: Weather) {
        network.turns(weather);
        self.service.set_client(Some(game.player.reconnects(network).client));
    }

    /// A tick goes by, and the world is saved on this machine.
    pub(super) async fn saves(&mut self) {
        self.world.tick += 1;
        self.saves_with(SaveOptions::default().local()).await;
    }

    pub(super) async fn saves_with(&self, options: SaveOptions) {
        self.service.save(&self.universe, &self.world, options).await.unwrap();
    }

    pub(super) async fn departs(
        &mut self,
        game: &Game,
        options: DepartOptions,
    ) -> Result<Departure, TravelError> {
        self.traveller.depart(&mut self.world, &game.gate, &game.tom, options).await
    }

    /// Takes in all who are due, and answers how many those are.
    pub(super) async fn takes_in_who_is_due(&mut self) -> usize {
        let due = self.traveller.arrivals().await.unwrap();
        for transit in &due {
            self.traveller.arrive(&mut self.world, &transit.id).await.unwrap();
        }
        due.len()
    }
}

/// Through the gate, without what cannot cross.
pub(super) fn lightly() -> DepartOptions {
    DepartOptions { leave_behind: true, ..DepartOptions::default() }
}
