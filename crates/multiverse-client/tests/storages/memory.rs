//! Saves in memory.

use multiverse_client::storage::conformance;

use crate::fixtures::InMemory;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storage_in_memory_keeps_the_law() {
    conformance::local(|| InMemory).await;
}
