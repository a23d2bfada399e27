//! How far a transfer is.

use std::fmt;
use std::sync::Arc;

/// Is told how far a transfer is: bytes done, and bytes in all.
///
/// Called often, and on the thread that sends and receives: it must neither block nor call a blocking client. When a
/// transfer begins anew, what is done falls.
#[derive(Clone)]
pub struct Progress(Arc<dyn Fn(u64, u64) + Send + Sync>);

impl Progress {
    /// One that calls `told` with the bytes done and the bytes in all.
    #[must_use]
    pub fn new(told: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(told))
    }

    pub(crate) fn tell(&self, done: u64, total: u64) {
        (self.0)(done, total);
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress(…)")
    }
}
