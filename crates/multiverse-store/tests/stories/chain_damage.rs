//! A damaged link is reported by its name, wherever in the chain it is; `latest` falls back to what is intact.

use multiverse_model::{Checksum, UniverseId};
use multiverse_store::StoreError;

use super::chains::{assert_base, saves_days};
use crate::support::{Person, World, outcome_of, village};

const DAMAGES: [&str; 5] = ["flipped byte", "cut", "file gone", "row gone", "length"];

/// Damages what is stored of a document.
pub(super) fn damages(world: &World, document: &[u8], how: &str) {
    let hex = Checksum::of(document).hex();
    let of_row = format!("WHERE checksum = x'{hex}'");
    let files = world.vault_files();
    let file = files.iter().find(|file| file.to_str().unwrap().contains(&hex[2..])).unwrap();
    let mut bytes = std::fs::read(file).unwrap();
    match how {
        "flipped byte" => {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x10;
            std::fs::write(file, bytes).unwrap();
        }
        "cut" => std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap(),
        "file gone" => std::fs::remove_file(file).unwrap(),
        "row gone" => world.tampers(&format!("DELETE FROM contents {of_row}")),
        "length" => world.tampers(&format!("UPDATE contents SET length = length + 1 {of_row}")),
        other => panic!("{other}"),
    }
}

async fn village_of_five(world: &World) -> (Person, UniverseId) {
    let ada = world.player("ada");
    let id = ada.creates("village").await;
    saves_days(&ada, &id, 0..5).await;
    for day in 1..5 {
        assert_base(world, &village(day), Some(&village(day - 1)));
    }
    (ada, id)
}

#[tokio::test]
async fn a_damaged_link_is_named_by_all_that_rest_on_it_and_missed_by_none_before() {
    for how in DAMAGES {
        for broken in [0, 3] {
            let world = World::new();
            let (ada, id) = village_of_five(&world).await;
            damages(&world, &village(broken), how);
            for day in 0..broken {
                assert_eq!(ada.reads(&id, day).await, village(day));
            }
            for day in broken + 1..5 {
                match ada.tries_to_read(&id, day).await {
                    // What a day has replaced of the one before it may be damaged there.
                    Ok(snapshot) if how == "flipped byte" => assert!(snapshot.bytes == village(day)),
                    Err(StoreError::Corrupt { checksum, link, reason }) => {
                        assert_eq!(checksum, Checksum::of(&village(day)), "{how}");
                        // A row that is gone is missed by the one above it, which names it.
                        let named = if how == "row gone" { broken + 1 } else { broken };
                        assert_eq!(link, Checksum::of(&village(named)), "{how}: {reason}");
                    }
                    other => panic!("{how}: {}", outcome_of(&other)),
                }
            }
        }
    }
}

#[tokio::test]
async fn rows_that_rest_on_each_other_are_damage_and_no_endless_loop() {
    let world = World::new();
    let (ada, id) = village_of_five(&world).await;
    let (first, last) = (Checksum::of(&village(0)).hex(), Checksum::of(&village(4)).hex());
    world.tampers(&format!(
        "UPDATE contents SET base = x'{last}', coding = 'worldline' WHERE checksum = x'{first}'"
    ));
    assert_eq!(outcome_of(&ada.tries_to_read(&id, 4).await), "corrupt");
    ada.saves(&id, 6, &village(6)).await;
    assert_eq!(ada.reads(&id, 6).await, village(6));
}

#[tokio::test]
async fn a_save_after_a_damaged_head_is_stored_whole() {
    for how in DAMAGES {
        let world = World::new();
        let ada = world.player("ada");
        let id = ada.creates("village").await;
        saves_days(&ada, &id, 0..3).await;
        damages(&world, &village(2), how);
        ada.saves(&id, 3, &village(3)).await;
        if how != "flipped byte" {
            assert_base(&world, &village(3), None);
        }
        assert!(ada.reads(&id, 3).await == village(3), "{how}");
    }
}
