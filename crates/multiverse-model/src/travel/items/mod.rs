//! Items of an entity that cannot cross into a universe.
//!
//! An item is any object of the entity, at any depth, whose member `tags` is an array with at least one text; its
//! tags are the texts in that array. If `tags` is there twice, the item has the tags of both: readers differ in which
//! one they take.

mod reason;
mod scan;

pub use reason::BarReason;

use super::laws::ItemLaws;
use crate::RawJson;
use scan::Scan;

/// The most items that one answer lists; the rest is counted.
const MAX_LISTED: usize = 1_000;

/// The most bytes that the paths of one answer's items have together.
const MAX_PATHS: usize = 64 * 1024;

/// An item that cannot cross.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarredItem {
    /// Where it is in the entity: a JSON pointer (RFC 6901); empty for the entity itself.
    pub path: String,
    /// Why it cannot cross.
    pub reason: BarReason,
    /// The item, with all that is in it.
    pub item: RawJson,
}

/// What of an entity cannot cross.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemCheck {
    /// Items that cannot cross, in the order in which they end. One inside of another is not listed: it goes or stays
    /// with that.
    pub barred: Vec<BarredItem>,
    /// How many there are more than are listed.
    pub more: u64,
}

/// An entity without what cannot cross.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// What crosses.
    pub entity: RawJson,
    /// What stays behind, each item with all that is in it, in the order in which they end.
    pub left_behind: Vec<RawJson>,
}

/// The entity itself is an item that cannot cross, so there is nothing to leave it behind from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the entity itself cannot cross: {reason}")]
pub struct RootBarred {
    /// Why it cannot.
    pub reason: BarReason,
}

/// Lists the items of `entity` that cannot cross.
///
/// One pass and no recursion; what it holds is bounded by the entity's length.
#[must_use]
pub fn check_items(entity: &RawJson, laws: &ItemLaws) -> ItemCheck {
    let scan = Scan::of(entity.as_str(), laws);
    let mut check = ItemCheck::default();
    for found in scan.found {
        match (found.path, raw(&entity.as_str()[found.value])) {
            (Some(path), Some(item)) if check.barred.len() < MAX_LISTED => {
                check.barred.push(BarredItem { path, reason: found.reason, item });
            }
            _ => check.more += 1,
        }
    }
    check
}

/// Takes out of `entity` all items that cannot cross.
///
/// The text of everything else stays as it is. An item in an array is taken out of it, so that those after it move up;
/// one that is a member of an object goes with its name. A comma goes with each, and the white space around it. An item
/// inside of one that cannot cross stays behind with it, whether or not it could cross alone. The result has no
/// item that cannot cross.
///
/// # Errors
/// [`RootBarred`]
pub fn leave_behind(entity: &RawJson, laws: &ItemLaws) -> Result<Crossing, RootBarred> {
    let text = entity.as_str();
    let scan = Scan::of(text, laws);
    if scan.found.is_empty() {
        return Ok(Crossing { entity: entity.clone(), left_behind: Vec::new() });
    }
    if let Some(root) = scan.found.iter().find(|found| found.is_root) {
        return Err(RootBarred { reason: root.reason.clone() });
    }
    let left_behind = scan.found.iter().filter_map(|found| raw(&text[found.value.clone()])).collect();
    let entity = raw(&scan.kept).unwrap_or_else(|| entity.clone());
    Ok(Crossing { entity, left_behind })
}

/// A part of a JSON text that is a value itself.
fn raw(text: &str) -> Option<RawJson> {
    let raw = RawJson::new(text);
    debug_assert!(raw.is_ok(), "a part of valid JSON is valid: {text}");
    raw.ok()
}

#[cfg(test)]
mod tests;
