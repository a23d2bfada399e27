//! The demo's multiverse: two players, three villages, and what became of them elsewhere.

use multiverse_model::wire::{CreateUniverse, ForkUniverse, RegisterPlayer};
use multiverse_model::{Actor, Tick, UniverseId};
use multiverse_store::{Caller, Document, NewSnapshot, Store, StoreError};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::village::{Event, TICKS_PER_DAY, Village};

/// Days that each village lives.
const DAYS: u64 = 60;

/// Lives the demo's histories, unless they were lived before.
pub(super) async fn live(store: &Store) -> anyhow::Result<()> {
    let ada = player(store, "ada", "Ada").await?;
    let bob = player(store, "bob", "Bob").await?;
    let Some(eschbach) = found(store, &ada, "universe:eschbach", "Eschbach", 1).await? else { return Ok(()) };
    found(store, &ada, "universe:hollow", "The Hollow", 2).await?;
    found(store, &bob, "universe:saltmarsh", "Saltmarsh", 3).await?;
    // Bob wonders what would have become of Ada's village, twice; and Ada of one of Bob's wonderings.
    fork(
        store,
        &bob,
        "universe:eschbach",
        &eschbach[20],
        "universe:eschbach-bob",
        "Eschbach, had it rained",
        11,
    )
    .await?;
    fork(
        store,
        &bob,
        "universe:eschbach",
        &eschbach[45],
        "universe:eschbach-late",
        "Eschbach after the fire",
        12,
    )
    .await?;
    let turned =
        parse(json!({"snapshotTick": 40 * TICKS_PER_DAY, "name": "Back at Ada's", "nearest": true}))?;
    store.fork(&ada, &id("universe:eschbach-bob")?, turned).await?;
    Ok(())
}

async fn player(store: &Store, id: &str, name: &str) -> anyhow::Result<Caller> {
    let caller = Caller::new(Actor::Trusted(Some(id.parse()?)));
    let request: RegisterPlayer = parse(json!({"id": id, "displayName": name}))?;
    store.register(&caller, request, None).await?;
    Ok(caller)
}

/// Founds a village and lives it. Answers it as it was on each day; nothing if it was there already.
async fn found(
    store: &Store,
    caller: &Caller,
    id: &str,
    name: &'static str,
    seed: u64,
) -> anyhow::Result<Option<Vec<Village>>> {
    let request: CreateUniverse = parse(json!({
        "id": id, "name": name, "isPublic": true, "description": "A village of the demo.", "config": {"timeScale": 1},
    }))?;
    match store.create_universe(caller, request).await {
        Err(StoreError::Taken { .. }) => return Ok(None),
        other => other?,
    };
    let mut village = Village::found(name, seed);
    save(store, caller, id, &village, None).await?;
    Ok(Some(live_on(store, caller, id, &mut village).await?))
}

/// Forks a universe at a day that it lived, and goes on in another way.
async fn fork(
    store: &Store,
    caller: &Caller,
    source: &str,
    day: &Village,
    fork: &str,
    name: &str,
    seed: u64,
) -> anyhow::Result<()> {
    let request: ForkUniverse = parse(json!({"snapshotTick": day.tick(), "name": name, "id": fork}))?;
    store.fork(caller, &id(source)?, request).await?;
    let mut village = day.clone();
    village.diverge(seed);
    live_on(store, caller, fork, &mut village).await.map(drop)
}

async fn live_on(
    store: &Store,
    caller: &Caller,
    id: &str,
    village: &mut Village,
) -> anyhow::Result<Vec<Village>> {
    let mut days = vec![village.clone()];
    while village.day() < DAYS {
        let event = village.live();
        save(store, caller, id, village, event.as_ref()).await?;
        days.push(village.clone());
    }
    Ok(days)
}

async fn save(
    store: &Store,
    caller: &Caller,
    to: &str,
    village: &Village,
    event: Option<&Event>,
) -> anyhow::Result<()> {
    let snapshot = NewSnapshot {
        day: Some(parse(json!(village.day()))?),
        canon_event: event
            .map(|event| parse(json!({"type": event.kind, "title": event.title, "entities": event.entities})))
            .transpose()?,
        ..NewSnapshot::at(Tick::new(village.tick())?)
    };
    let world = Document::new(serde_json::to_vec(village)?.into());
    store.save(caller, &id(to)?, snapshot, world).await?;
    Ok(())
}

fn id(text: &str) -> anyhow::Result<UniverseId> {
    Ok(text.parse()?)
}

fn parse<T: DeserializeOwned>(value: Value) -> anyhow::Result<T> {
    Ok(serde_json::from_value(value)?)
}
