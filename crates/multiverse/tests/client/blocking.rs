//! The client for programs without an async runtime.

use multiverse_client::{Download, Upload};

use crate::support::{Server, id, named, tick, world};

#[tokio::test]
async fn a_blocking_client_saves_loads_and_lists_from_a_plain_thread() {
    let server = Server::start();
    let builder = server.builder().token(server.token("ada").await);
    std::thread::spawn(move || {
        let ada = builder.build_blocking().unwrap();
        let village = ada.create_universe(named("universe:v")).unwrap().id;
        for at in 1..4 {
            ada.upload(&village, Upload::new(tick(at), world(100, at))).unwrap();
        }
        assert_eq!(ada.download(&village, Download::latest()).unwrap().bytes, world(100, 3));
        let mut written = Vec::new();
        let entry = ada.download_to(&village, Download::tick(tick(2)), &mut written).unwrap().entry;
        assert_eq!((written, entry.tick), (world(100, 2).to_vec(), tick(2)));
        let entries = ada.all_snapshots(&village, multiverse_model::wire::ListSnapshots::default());
        assert_eq!(entries.map(Result::unwrap).count(), 3);
        assert!(ada.universe(&id("universe:none")).is_err());
    })
    .join()
    .unwrap();
}

#[tokio::test]
async fn a_blocking_client_may_be_used_and_dropped_inside_of_another_runtime() {
    let server = Server::start();
    let anybody = server.builder().build_blocking().unwrap();
    assert_eq!(anybody.stats().unwrap().player_count, 0);
    drop(anybody);
}
