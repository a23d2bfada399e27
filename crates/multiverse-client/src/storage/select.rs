//! Which records a filter lets pass, and what comes before what.

use std::cmp::Ordering;

use super::{Order, SaveFilter, SaveRecord};

impl SaveFilter {
    /// Whether it lets a record pass. The order and the limit say nothing of a single record.
    ///
    /// ```
    /// # use multiverse_client::storage::{MemoryStorage, NewSave, SaveFilter, StorageBackend};
    /// # use multiverse_model::Tick;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let storage = MemoryStorage::new();
    /// # let save = NewSave::new("universe:my-world".parse()?, Tick::new(20)?, "{}");
    /// let record = storage.save(save).await?;
    /// let up_to_10 = SaveFilter { to: Some(Tick::new(10)?), ..SaveFilter::default() };
    /// assert!(SaveFilter::default().admits(&record) && !up_to_10.admits(&record));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn admits(&self, record: &SaveRecord) -> bool {
        self.universe_id.as_ref().is_none_or(|id| *id == record.universe_id)
            && self.from.is_none_or(|from| record.tick >= from)
            && self.to.is_none_or(|to| record.tick <= to)
            && self.sync.is_none_or(|kind| kind == record.sync.kind())
            && self.after.is_none_or(|after| record.sequence > after)
    }
}

impl Order {
    /// Which of two records it lists first.
    #[must_use]
    pub fn compare(self, one: &SaveRecord, other: &SaveRecord) -> Ordering {
        match self {
            Self::Sequence => one.sequence.cmp(&other.sequence),
            Self::NewestFirst => (other.tick, other.sequence).cmp(&(one.tick, one.sequence)),
        }
    }
}
