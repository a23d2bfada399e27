//! A Bevy app that saves itself to a Multiverse, at canon events too, and travels back in time by a fork.
//! `cargo run -p bevy-village` lives a garden for 300 ticks, remembers how it was at tick 100, and goes on from there
//! in another way. `MULTIVERSE_SERVER` and `MULTIVERSE_TOKEN` say where it syncs to; without them it saves here.

#![expect(clippy::print_stdout, reason = "an app without a window says what happens")]

use std::{path::Path, sync::Arc, time::Duration};

use bevy_app::{App, AppExit, Plugin, ScheduleRunnerPlugin, Update};
use bevy_ecs::prelude::*;
use multiverse_client::storage::{SaveFilter, SqliteStorage};
use multiverse_client::{JsonWorld, MultiverseClient, NewUniverse, Rhythm, ServiceSettings, Which, blocking};
use multiverse_model::{CanonEvent, Day, Tick, UniverseId, UniverseName};
use serde::{Deserialize, Serialize};

#[derive(Component, Clone, Serialize, Deserialize)]
struct Plant {
    name: String,
    height: u32,
}

/// The garden's own clock, and whether it rains.
#[derive(Resource, Clone, Copy, Default, Serialize, Deserialize)]
struct Weather {
    tick: u64,
    rains: bool,
}

/// The whole world, as it is saved.
#[derive(Serialize, Deserialize)]
struct Garden {
    weather: Weather,
    plants: Vec<Plant>,
}

#[derive(Message)]
struct Happened(CanonEvent);
#[derive(Message)]
struct TravelTo(u64);

#[derive(Resource)]
struct Saves {
    service: blocking::SaveLoadService,
    auto_save: blocking::AutoSave,
}

/// Saves the garden by the clock and at canon events, and takes it back in time.
struct MultiversePlugin(blocking::SaveLoadService, UniverseId);

impl Plugin for MultiversePlugin {
    fn build(&self, app: &mut App) {
        let auto_save = self.0.auto_save(self.1.clone()).expect("the saves are open");
        let auto_save = auto_save.with_rhythm(Rhythm::every(50));
        app.insert_resource(Saves { service: self.0.clone(), auto_save })
            .add_message::<Happened>()
            .add_message::<TravelTo>()
            .add_systems(Update, (save, travel).chain().after(live));
    }
}

/// At the end of each tick. Costs nothing but on ticks that are saved, and there a few milliseconds.
fn save(
    mut saves: ResMut<Saves>,
    mut happened: MessageReader<Happened>,
    weather: Res<Weather>,
    plants: Query<&Plant>,
) -> Result {
    for Happened(event) in happened.read() {
        saves.auto_save.on_canon_event(event.clone());
    }
    let garden = Garden { weather: *weather, plants: plants.iter().cloned().collect() };
    let (tick, day) = (Tick::new(weather.tick)?, Day::new(weather.tick / 100)?);
    let world = JsonWorld::new(tick, day, garden.plants.len() as u64, &garden);
    for saved in saves.auto_save.end_tick(&world)? {
        let why = saved.record.canon_event.map_or("the clock".to_owned(), |event| event.title.to_string());
        println!("tick {tick}: saved for {why}");
    }
    Ok(())
}

/// Forks the garden's universe at an earlier save, and puts that garden in place of this one.
fn travel(
    mut commands: Commands,
    mut travels: MessageReader<TravelTo>,
    mut saves: ResMut<Saves>,
    plants: Query<Entity, With<Plant>>,
) -> Result {
    for TravelTo(tick) in travels.read() {
        let new = NewUniverse::named(UniverseName::new("The garden, had it rained")?);
        let fork = saves.service.fork(saves.auto_save.universe(), Which::Nearest(Tick::new(*tick)?), new)?;
        let garden: Garden = serde_json::from_slice(&fork.start.bytes)?;
        println!("back to tick {}, in {}", garden.weather.tick, fork.universe_id);
        saves.auto_save = saves.service.auto_save(fork.universe_id)?.with_rhythm(Rhythm::every(50));
        plants.iter().for_each(|plant| commands.entity(plant).despawn());
        commands.spawn_batch(garden.plants);
        commands.insert_resource(Weather { rains: true, ..garden.weather });
    }
    Ok(())
}

/// The game itself: plants grow, faster in the rain.
fn live(
    mut weather: ResMut<Weather>,
    mut plants: Query<&mut Plant>,
    mut happened: MessageWriter<Happened>,
    mut travels: MessageWriter<TravelTo>,
    mut exit: MessageWriter<AppExit>,
) -> Result {
    weather.tick += 1;
    for mut plant in &mut plants {
        plant.height += if weather.rains { 3 } else { 1 };
        if plant.height.is_multiple_of(180) {
            let title = format!("{} is {} cm high", plant.name, plant.height);
            let event = serde_json::json!({"type": "record_high", "title": title, "importance": 60});
            happened.write(Happened(serde_json::from_value(event)?));
        }
    }
    match (weather.tick, weather.rains) {
        (300, false) => drop(travels.write(TravelTo(100))),
        (300, true) => drop(exit.write(AppExit::Success)),
        _ => {}
    }
    Ok(())
}

fn app(saves: &Path, client: Option<MultiverseClient>) -> anyhow::Result<(App, blocking::SaveLoadService)> {
    let storage = Arc::new(SqliteStorage::open(saves)?);
    let service = blocking::SaveLoadService::open(storage, client, ServiceSettings::default())?;
    let garden = service.create_universe(NewUniverse::named(UniverseName::new("The garden")?))?;
    let mut app = App::new();
    app.add_plugins(ScheduleRunnerPlugin::run_loop(Duration::ZERO));
    app.add_plugins(MultiversePlugin(service.clone(), garden));
    app.init_resource::<Weather>().add_systems(Update, live);
    app.world_mut().spawn_batch(["Rose", "Lily"].map(|name| Plant { name: name.to_owned(), height: 0 }));
    Ok((app, service))
}

fn main() -> anyhow::Result<()> {
    let token = std::env::var("MULTIVERSE_TOKEN").unwrap_or_default();
    let signed_in = |server| MultiverseClient::builder(server).token(token).build();
    let client = std::env::var("MULTIVERSE_SERVER").ok().map(signed_in).transpose()?;
    let (mut app, service) = app(Path::new("bevy-village.sqlite"), client)?;
    app.run();
    println!("{} saves here", service.list(SaveFilter::default())?.len());
    println!("{} to be uploaded", service.flush().pending());
    Ok(())
}

#[cfg(test)]
mod tests;
