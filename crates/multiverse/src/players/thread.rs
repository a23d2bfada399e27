//! Threads for villages.

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// Lets a game run on a thread of its own, as games do: a village thinks for milliseconds at a time, and what else runs
/// on the runtime, such as a server, must not wait for that.
pub(crate) fn on_a_thread<T, F>(game: impl FnOnce() -> F + Send + 'static) -> JoinHandle<T>
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || runtime.block_on(game()))
}
