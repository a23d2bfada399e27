//! What ages out.

use multiverse_client::{ClientError, Download, Upload};
use multiverse_model::DecayPolicy;

use crate::support::{Plays, Server, tick, world};

#[tokio::test]
async fn what_has_decayed_is_previewed_removed_and_gone() {
    let server = Server::start();
    let ada = server.player("ada").await;
    let village = ada.makes("universe:v").await.id;
    for at in 1..4 {
        let decay_policy = Some(DecayPolicy { decay_after_ticks: Some(tick(10)), ..DecayPolicy::default() });
        ada.upload(&village, Upload { decay_policy, ..Upload::new(tick(at), world(9, at)) }).await.unwrap();
    }
    assert_eq!(ada.decay_preview(&village, None).await.unwrap().snapshots_to_decay, 0);
    let preview = ada.decay_preview(&village, Some(tick(12))).await.unwrap();
    assert_eq!((preview.snapshots_to_decay, preview.snapshots[0].tau), (2, 11));
    let cleaned = ada.clean_up(&village, tick(12)).await.unwrap();
    assert_eq!((cleaned.cleanup.decayed, cleaned.cleanup.preserved), (2, 1));
    let gone = ada.download(&village, Download::tick(tick(1))).await.unwrap_err();
    assert!(matches!(gone, ClientError::Decayed(_)), "{gone:?}");
    assert!(gone.is_permanent());
}
