//! How work that runs is told to stop.

use tokio::sync::watch;

/// Tells that what runs is to stop.
#[derive(Debug, Clone)]
pub(crate) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// One that tells so once `true` is sent, or when nobody is left to do that.
    pub(crate) fn new() -> (watch::Sender<bool>, Self) {
        let (stop, stopping) = watch::channel(false);
        (stop, Self(stopping))
    }

    /// Waits until it is so.
    pub(crate) async fn wait(&self) {
        let _ = self.0.clone().wait_for(|stopping| *stopping).await;
    }
}
