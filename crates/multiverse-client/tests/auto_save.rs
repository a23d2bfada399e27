//! Saving by itself, on a machine without a network.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::sync::Arc;

use multiverse_client::storage::{MemoryStorage, SaveFilter, SaveRecord};
use multiverse_client::{
    AutoSave, EventMerge, JsonWorld, NewUniverse, Rhythm, SaveLoadService, ServiceSettings, Which,
};
use multiverse_model::{CanonEvent, Day, SnapshotType, Tick, UniverseId, UniverseName};

const TICKS_PER_DAY: u64 = 28_800;

fn village() -> UniverseId {
    "universe:village".parse().unwrap()
}

async fn game() -> SaveLoadService {
    SaveLoadService::open(Arc::new(MemoryStorage::new()), None, ServiceSettings::default()).await.unwrap()
}

fn event(title: &str, importance: u64) -> CanonEvent {
    serde_json::from_value(serde_json::json!({"type": "birth", "title": title, "importance": importance}))
        .unwrap()
}

async fn ends(auto_save: &mut AutoSave, tick: u64) -> Vec<SaveRecord> {
    let (now, day) = (Tick::new(tick).unwrap(), Day::new(tick / TICKS_PER_DAY).unwrap());
    let saved = auto_save.end_tick(&JsonWorld::new(now, day, 1, &tick)).await.unwrap();
    saved.into_iter().map(|saved| saved.record).collect()
}

async fn all(game: &SaveLoadService) -> Vec<(u64, SnapshotType, Option<String>)> {
    let saves = game.list(SaveFilter::default()).await.unwrap();
    let title = |save: &SaveRecord| save.canon_event.as_ref().map(|event| event.title.to_string());
    saves.iter().map(|save| (save.tick.get(), save.kind, title(save))).collect()
}

#[tokio::test]
async fn the_clock_saves_and_milestones_are_canonical() {
    let game = game().await;
    let mut auto_save = AutoSave::resume(game.clone(), village()).await.unwrap();
    for tick in 1..=8 * TICKS_PER_DAY {
        ends(&mut auto_save, tick).await;
    }
    let saves = all(&game).await;
    let canonical: Vec<_> = saves.iter().filter(|save| save.1 == SnapshotType::Canonical).collect();
    let day = |day: u64| (day * TICKS_PER_DAY, SnapshotType::Canonical, Some(format!("Day {day}")));
    assert_eq!(canonical, [&day(1), &day(7)]);
    let auto: Vec<u64> =
        saves.iter().filter(|save| save.1 == SnapshotType::Auto).map(|save| save.0).collect();
    assert_eq!(
        auto[..12],
        [1_200, 2_400, 3_600, 4_800, 6_000, 7_200, 8_400, 9_600, 10_800, 12_000, 18_000, 24_000]
    );
    // A save for another reason counts: the next by the clock comes as long after it.
    assert_eq!(auto[12], TICKS_PER_DAY + 6_000);
}

#[tokio::test]
async fn events_of_one_tick_are_one_save_that_tells_of_all() {
    let game = game().await;
    let mut auto_save = AutoSave::resume(game.clone(), village()).await.unwrap();
    auto_save.on_canon_event(event("Ada is born", 50));
    auto_save.on_canon_event(event("Bob is born", 80));
    let saved = ends(&mut auto_save, 5).await;
    assert_eq!(saved.len(), 1);
    let told = saved[0].canon_event.as_ref().unwrap();
    assert_eq!(told.title.as_str(), "Bob is born");
    assert_eq!(told.description.as_ref().unwrap().as_str(), "Also: Ada is born (birth)");
    assert!(ends(&mut auto_save, 6).await.is_empty(), "an event is saved once");
}

#[tokio::test]
async fn each_event_has_a_save_of_its_own_if_the_game_asks_for_it() {
    let game = game().await;
    let auto_save = AutoSave::resume(game.clone(), village()).await.unwrap();
    let mut auto_save = auto_save.with_merge(EventMerge::Each).with_rhythm(Rhythm::never());
    auto_save.on_canon_event(event("Ada is born", 50));
    auto_save.on_canon_event(event("Bob is born", 80));
    assert_eq!(ends(&mut auto_save, 5).await.len(), 2);
    let titles: Vec<_> = all(&game).await.into_iter().filter_map(|save| save.2).collect();
    assert_eq!(titles, ["Ada is born", "Bob is born"]);
}

#[tokio::test]
async fn it_goes_on_from_the_last_save_after_a_restart() {
    let game = game().await;
    let mut auto_save = AutoSave::resume(game.clone(), village()).await.unwrap();
    ends(&mut auto_save, TICKS_PER_DAY).await;
    drop(auto_save);
    let mut auto_save = AutoSave::resume(game.clone(), village()).await.unwrap();
    assert!(ends(&mut auto_save, TICKS_PER_DAY + 1).await.is_empty(), "day 1 is a milestone once");
    assert_eq!(ends(&mut auto_save, TICKS_PER_DAY + 6_000).await.len(), 1);
}

#[tokio::test]
async fn a_fork_goes_on_from_where_it_starts() {
    let game = game().await;
    let mut auto_save = AutoSave::resume(game.clone(), village()).await.unwrap();
    ends(&mut auto_save, 8 * TICKS_PER_DAY).await;
    let name = UniverseName::new("Another way").unwrap();
    let fork = game.fork(&village(), Which::Latest, NewUniverse::named(name)).await.unwrap().universe_id;
    let mut auto_save = AutoSave::resume(game.clone(), fork.clone()).await.unwrap();
    assert!(ends(&mut auto_save, 8 * TICKS_PER_DAY + 11_999).await.is_empty(), "its days are not new");
    let saved = ends(&mut auto_save, 8 * TICKS_PER_DAY + 12_000).await;
    assert_eq!((saved[0].kind, &saved[0].universe_id), (SnapshotType::Auto, &fork));
}

#[tokio::test]
async fn an_event_that_could_not_be_saved_is_saved_with_the_next_tick() {
    let game = game().await;
    let mut auto_save = AutoSave::resume(game.clone(), village()).await.unwrap();
    ends(&mut auto_save, 5_000).await;
    auto_save.on_canon_event(event("Ada is born", 50));
    // The game has a fault: its clock went back, which no save may.
    let back = auto_save.end_tick(&JsonWorld::new(Tick::new(4).unwrap(), Day::ZERO, 1, &())).await;
    assert!(back.is_err());
    let saved = ends(&mut auto_save, 5_001).await;
    assert_eq!(saved[0].canon_event.as_ref().unwrap().title.as_str(), "Ada is born");
}
