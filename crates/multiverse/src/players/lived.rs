//! Which universes of a plan are lived, for those who wait to fork them.

use std::collections::BTreeMap;

use tokio::sync::watch;

/// The universes of a plan that are over, by number, and whether all went well.
#[derive(Debug, Default)]
pub(crate) struct Lived(watch::Sender<BTreeMap<usize, bool>>);

impl Lived {
    /// Tells that a universe is over.
    pub(crate) fn tell(&self, number: usize, went_well: bool) {
        self.0.send_modify(|lived| {
            lived.insert(number, went_well);
        });
    }

    /// Waits until a universe is over, and answers whether it was lived to its end.
    pub(crate) async fn wait(&self, number: usize) -> bool {
        let mut lived = self.0.subscribe();
        let known = lived.wait_for(|lived| lived.contains_key(&number)).await;
        known.is_ok_and(|lived| lived.get(&number) == Some(&true))
    }
}
