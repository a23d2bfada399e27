//! A delta that a client sent is kept, if the store would have made one against the same base.

use bytes::Bytes;
use multiverse_model::{Checksum, UniverseId};
use multiverse_store::{Document, NewSnapshot, OfferedDelta};
use worldline::{Options, Stage};

use super::chains::{assert_base, base_of};
use crate::support::{Person, World, audit, large, tick, village};

/// A delta that no encoder of the store makes: it is told from one by its bytes.
fn delta(base: &[u8], document: &[u8]) -> Bytes {
    let plain = Options::default().with_stage(Stage::Plain);
    worldline::encode(base, document, &plain).unwrap().into()
}

async fn offers(who: &Person, universe: &UniverseId, at: u64, document: &[u8], base: &[u8], delta: Bytes) {
    let offered = OfferedDelta { base: Checksum::of(base), delta };
    let digest = *Checksum::of(document).digest();
    let document = Document::with_delta(document.to_vec().into(), digest, offered);
    let store = who.world.store();
    store.save(&who.caller, universe, NewSnapshot::at(tick(at)), document).await.unwrap();
}

fn stored(world: &World, document: &[u8]) -> Vec<u8> {
    let hex = Checksum::of(document).hex();
    let files = world.vault_files();
    let file = files.iter().find(|file| file.to_str().unwrap().contains(&hex[2..])).unwrap();
    std::fs::read(file).unwrap()
}

#[tokio::test]
async fn an_offered_delta_is_kept_without_its_digests() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 1, &village(1)).await;
    let offered = delta(&village(1), &village(2));
    offers(&ada, &id, 2, &village(2), &village(1), offered.clone()).await;
    assert_base(&world, &village(2), Some(&village(1)));
    assert_eq!(stored(&world, &village(2)), worldline::without_digests(&offered).unwrap());
    assert_eq!(ada.reads(&id, 2).await, village(2));
    audit(&world);
}

#[tokio::test]
async fn an_offered_delta_that_is_large_or_against_another_base_or_none_is_not() {
    let world = World::new();
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 1, &village(1)).await;
    ada.saves(&id, 2, &village(2)).await;
    offers(&ada, &id, 3, &village(3), &village(1), delta(&village(1), &village(3))).await;
    assert_base(&world, &village(3), Some(&village(2)));
    offers(&ada, &id, 4, &village(4), &village(3), b"no delta".as_slice().into()).await;
    assert_base(&world, &village(4), Some(&village(3)));
    // It claims the right base, and its header tells of another.
    offers(&ada, &id, 5, &village(5), &village(4), delta(&large(1), &village(5))).await;
    assert_base(&world, &village(5), Some(&village(4)));
    offers(&ada, &id, 6, &large(2), &village(5), delta(&village(5), &large(2))).await;
    assert_base(&world, &large(2), None);
    for day in 1..6 {
        assert_eq!(ada.reads(&id, day).await, village(day));
    }
    audit(&world);
}

#[tokio::test]
async fn offers_make_no_chain_longer_than_its_bound() {
    let world = World::with(|settings| settings.max_chain_depth = 2);
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    ada.saves(&id, 0, &village(0)).await;
    for day in 1..10 {
        let offered = delta(&village(day - 1), &village(day));
        offers(&ada, &id, day, &village(day), &village(day - 1), offered).await;
    }
    assert_eq!(world.count("SELECT MAX(depth) FROM contents"), 2);
    assert_eq!(base_of(&world, &village(2)), Some(Checksum::of(&village(0))), "an anchor is made anew");
    for day in 0..10 {
        assert_eq!(ada.reads(&id, day).await, village(day));
    }
    audit(&world);
}
