//! Damage to what is stored is reported and never served.

use crate::support::{World, large, outcome_of};

#[tokio::test]
async fn a_flipped_byte_in_the_vault_is_reported() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, &large(1)).await;
    let file = world.vault_files().remove(0);
    let whole = std::fs::read(&file).unwrap();
    for at in (0..whole.len()).step_by(97) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        std::fs::write(&file, damaged).unwrap();
        match ada.tries_to_read(&village, 1).await {
            // A frame has bits that decide nothing.
            Ok(snapshot) => assert_eq!(snapshot.bytes, large(1)),
            other => assert_eq!(outcome_of(&other), "corrupt", "byte {at}"),
        }
    }
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(outcome_of(&ada.tries_to_read(&village, 1).await), "corrupt");
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(ada.reads(&village, 1).await, large(1));
}

#[tokio::test]
async fn a_missing_file_is_reported() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, &large(1)).await;
    std::fs::remove_file(world.vault_files().remove(0)).unwrap();
    assert_eq!(outcome_of(&ada.tries_to_read(&village, 1).await), "corrupt");
}

#[tokio::test]
async fn a_damaged_row_is_reported() {
    let damages = [
        "UPDATE contents SET bytes = x'00'",
        "UPDATE contents SET bytes = zeroblob(length(bytes))",
        "UPDATE contents SET length = length + 1",
        "UPDATE contents SET length = 9223372036854775807",
        "UPDATE contents SET coding = CASE coding WHEN 'raw' THEN 'zstd' ELSE 'raw' END",
    ];
    for document in [b"raw".to_vec(), vec![b'z'; 5000]] {
        for damage in damages {
            let world = World::new();
            let ada = world.player("ada");
            let village = ada.creates("village").await;
            ada.saves(&village, 1, &document).await;
            world.tampers(damage);
            assert_eq!(outcome_of(&ada.tries_to_read(&village, 1).await), "corrupt", "{damage}");
        }
    }
}

#[tokio::test]
async fn a_row_of_another_shape_is_an_error_and_no_panic() {
    let world = World::new();
    let ada = world.player("ada");
    let village = ada.creates("village").await;
    ada.saves(&village, 1, b"one").await;
    for damage in [
        "UPDATE snapshots SET checksum = x'00'",
        "UPDATE snapshots SET tick = -1",
        "UPDATE contents SET coding = 'morse'",
        "UPDATE universes SET config = '['",
    ] {
        world.tampers(damage);
        assert!(world.store().latest(&ada.caller, &village).await.is_err(), "{damage}");
    }
}
