//! Which records a filter lets pass, and what comes before what.

use std::cmp::Ordering;

use super::{Order, SaveFilter, SaveRecord};

impl SaveFilter {
    /// Whether it lets a record pass. The order and the limit say nothing of a single record.
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
