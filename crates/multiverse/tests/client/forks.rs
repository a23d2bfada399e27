//! Forks, lineages and families.

use futures::TryStreamExt;
use multiverse_client::{ClientError, Download, Upload};
use multiverse_model::wire::{ForkUniverse, PageQuery};
use multiverse_model::{ProblemType, UniverseName};

use crate::support::{Plays, Server, id, tick, world};

fn fork(at: u64, name: &str) -> ForkUniverse {
    ForkUniverse { id: Some(id(name)), ..ForkUniverse::at(tick(at), UniverseName::new(name).unwrap()) }
}

#[tokio::test]
async fn a_fork_begins_with_the_snapshot_that_it_was_made_at() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    for at in 1..4 {
        ada.upload(&village, Upload::new(tick(at), world(5, at))).await.unwrap();
    }
    let forked = ada.fork(&village, fork(2, "universe:f")).await.unwrap();
    assert_eq!((&forked.forked_from.universe_id, forked.forked_from.snapshot_tick), (&village, tick(2)));
    assert_eq!(ada.download(&forked.universe.id, Download::latest()).await.unwrap().bytes, world(5, 2));
    let before = ada.download(&forked.universe.id, Download::tick(tick(1))).await.unwrap();
    assert_eq!((before.bytes, before.entry.universe_id), (world(5, 1), village.clone()));

    let grandchild = ada.fork(&forked.universe.id, fork(2, "universe:g")).await.unwrap().universe.id;
    let lineage = ada.lineage(&grandchild).await.unwrap();
    let names: Vec<_> = lineage.iter().map(|ancestor| ancestor.universe_id.as_str()).collect();
    assert_eq!(names, ["universe:v", "universe:f", "universe:g"]);
    assert_eq!(ada.all_forks(&village).try_collect::<Vec<_>>().await.unwrap().len(), 1);
    assert_eq!(ada.whole_tree(&grandchild).try_collect::<Vec<_>>().await.unwrap().len(), 3);
    let page = ada.forks(&village, PageQuery::default()).await.unwrap();
    assert_eq!((page.source_universe_id, page.forks.len()), (village.clone(), 1));
    assert_eq!(ada.tree(&village, PageQuery::default()).await.unwrap().universes.len(), 3);
}

#[tokio::test]
async fn a_tick_without_a_snapshot_is_refused_with_the_nearest_ones_or_rounded() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    for at in [10, 20] {
        ada.upload(&village, Upload::new(tick(at), world(5, at))).await.unwrap();
    }
    let error = ada.fork(&village, fork(15, "universe:f")).await.unwrap_err();
    assert!(matches!(error, ClientError::NotFound(_)), "{error:?}");
    assert_eq!(error.kind(), Some(ProblemType::NoSnapshot));
    assert_eq!(error.problem().unwrap().members["nearest"], serde_json::json!([10, 20]));
    let nearest = ForkUniverse { nearest: Some(true), ..fork(15, "universe:f") };
    assert_eq!(ada.fork(&village, nearest).await.unwrap().forked_from.snapshot_tick, tick(10));
}
