//! Lists, page by page.

use futures::{StreamExt, TryStreamExt};
use multiverse_client::{MultiverseClient, Upload};
use multiverse_model::wire::{ListSnapshots, ListUniverses, ShowTimeline, TimelineOrder, UniverseSort};
use multiverse_model::{CanonEvent, Label, Limit, SnapshotEntry, SnapshotType, UniverseId};

use crate::support::{Plays, Server, id, player_id, tick, world};

fn limit(limit: usize) -> Option<Limit> {
    Some(limit.try_into().unwrap())
}

fn ticks(entries: &[SnapshotEntry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.tick.get()).collect()
}

/// A village with saves at the ticks 1 to 9, of which 5 is canonical.
async fn village(ada: &MultiverseClient) -> UniverseId {
    let village = ada.makes("universe:v").await.id;
    for at in 1..10 {
        let event = CanonEvent {
            kind: "birth".to_owned().try_into().unwrap(),
            title: Label::new("Ada is born").unwrap(),
            description: None,
            day: None,
            importance: None,
            entities: None,
        };
        let canon_event = (at == 5).then_some(event);
        ada.upload(&village, Upload { canon_event, ..Upload::new(tick(at), world(1, at)) }).await.unwrap();
    }
    village
}

#[tokio::test]
async fn snapshots_and_timelines_are_followed_over_all_pages_in_their_order() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = village(&ada).await;
    let query =
        ListSnapshots { from: Some(tick(2)), to: Some(tick(8)), limit: limit(3), ..Default::default() };
    let page = ada.snapshots(&village, query.clone()).await.unwrap();
    assert_eq!((ticks(&page.snapshots), page.next_cursor.is_some()), (vec![2, 3, 4], true));
    let all: Vec<_> = ada.all_snapshots(&village, query).try_collect().await.unwrap();
    assert_eq!(ticks(&all), [2, 3, 4, 5, 6, 7, 8]);
    let query = ShowTimeline { order: Some(TimelineOrder::Desc), limit: limit(4), ..Default::default() };
    assert_eq!(ticks(&ada.timeline(&village, query.clone()).await.unwrap().snapshots), [9, 8, 7, 6]);
    let all: Vec<_> = ada.whole_timeline(&village, query).try_collect().await.unwrap();
    assert_eq!(ticks(&all), [9, 8, 7, 6, 5, 4, 3, 2, 1]);
}

#[tokio::test]
async fn canonical_entries_are_listed_alone() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = village(&ada).await;
    let canonical = ada.canonical_timeline(&village, ShowTimeline::default()).await.unwrap();
    assert_eq!(ticks(&canonical.canonical_events), [5]);
    let query = ListSnapshots { kind: Some(SnapshotType::Canonical), ..Default::default() };
    assert_eq!(ticks(&ada.snapshots(&village, query).await.unwrap().snapshots), [5]);
}

#[tokio::test]
async fn universes_are_found_by_what_they_are_called_whose_they_are_and_in_an_order() {
    let server = Server::start();
    let ada = server.player("ada").await;
    for name in ["universe:c", "universe:a", "universe:b"] {
        ada.makes(name).await;
    }
    ada.delete_universe(&id("universe:b")).await.unwrap();
    let names = async |query: ListUniverses| {
        let all: Vec<_> = ada.all_universes(query).try_collect().await.unwrap();
        all.into_iter().map(|universe| universe.name.to_string()).collect::<Vec<_>>()
    };
    let by_name = ListUniverses { sort: Some(UniverseSort::Name), limit: limit(1), ..Default::default() };
    assert_eq!(names(by_name.clone()).await, ["universe:a", "universe:c"]);
    let found = ListUniverses { q: Some("SE:C".to_owned()), ..by_name.clone() };
    assert_eq!(names(found).await, ["universe:c"]);
    assert_eq!(names(ListUniverses { deleted: true, ..by_name.clone() }).await, ["universe:b"]);
    assert!(names(ListUniverses { public_only: true, ..by_name.clone() }).await.is_empty());
    let bobs = ListUniverses { owner_id: Some(player_id("bob")), ..by_name.clone() };
    assert!(names(bobs).await.is_empty());
    assert_eq!(ada.universes(by_name).await.unwrap().universes.len(), 1);
}

#[tokio::test]
async fn a_list_asks_for_no_more_pages_than_are_read() {
    let server = Server::start();
    let ada = server.player("ada").await;
    for number in 0..3 {
        ada.makes(&format!("universe:{number}")).await;
    }
    let query = ListUniverses { limit: limit(1), ..Default::default() };
    let mut items = ada.all_universes(query);
    items.next().await.unwrap().unwrap();
    drop(server);
    items.next().await.unwrap().unwrap_err();
    assert!(items.next().await.is_none(), "a list ends after an error");
}
