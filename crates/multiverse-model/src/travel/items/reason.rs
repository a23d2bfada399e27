//! Why an item cannot cross.

use crate::travel::laws::ItemLaws;

/// The tag of items that need magic.
const MAGICAL: &str = "magical";

/// The tag of items that need technology.
const ELECTRONIC: &str = "electronic";

/// Why an item cannot cross.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BarReason {
    /// It has a tag that the target bans.
    #[error("the target bans items tagged {tag:?}")]
    Banned {
        /// The tag.
        tag: String,
    },
    /// It needs magic, and there is none.
    #[error("the target has no magic, and the item is magical")]
    NoMagic,
    /// It needs technology, and there is none.
    #[error("the target is primitive, and the item is electronic")]
    Primitive,
    /// It has none of the tags that the target allows.
    #[error("the item has none of the tags that the target allows")]
    NotAllowed,
}

impl ItemLaws {
    /// Why an item with these tags may not enter; none if it may.
    #[must_use]
    pub fn bars(&self, tags: &[String]) -> Option<BarReason> {
        let has = |wanted: &str| tags.iter().any(|tag| tag == wanted);
        if let Some(tag) = tags.iter().find(|tag| self.banned.contains(*tag)) {
            // A tag may be as long as the entity; a reason is a sentence.
            return Some(BarReason::Banned { tag: tag.chars().take(100).collect() });
        }
        if self.has_no_magic && has(MAGICAL) {
            return Some(BarReason::NoMagic);
        }
        if self.is_primitive && has(ELECTRONIC) {
            return Some(BarReason::Primitive);
        }
        let is_allowed = self.allowed.is_empty() || tags.iter().any(|tag| self.allowed.contains(tag));
        (!is_allowed).then_some(BarReason::NotAllowed)
    }

    /// Whether anything at all may not enter.
    #[must_use]
    pub fn restrict(&self) -> bool {
        self.has_no_magic || self.is_primitive || !self.banned.is_empty() || !self.allowed.is_empty()
    }
}
