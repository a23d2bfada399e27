//! What is wrong with a storage beside its saves.

/// Something in a storage that cannot be read: a record, say, so that its save is in no list.
///
/// It is left as it is, for whoever can mend it; all else stays reachable. Show it to the player.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageFault {
    /// Where it is: a file, or a row.
    pub place: String,
    /// What is wrong, and what to do about it, in one sentence.
    pub reason: String,
}
