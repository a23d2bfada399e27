//! What is said of a passage.

use multiverse_model::{Passage, PassageState, Sides};

use crate::client::look::{Look, percent};

/// Its two universes, with an arrow for each way that it can be gone.
pub(in crate::client) fn ends(passage: &Passage, look: &Look) -> String {
    let arrow = look.arrow(passage.bidirectional);
    format!("{} {arrow} {}", passage.source_universe_id, passage.target_universe_id)
}

/// Where it stands and what that waits for, as `unstable, 20 % stable` or `pending: it waits for …`.
pub(super) fn standing(passage: &Passage) -> String {
    match (passage.state, awaited(passage)) {
        (state @ PassageState::Pending, Some(owners)) => {
            format!("{state}: it waits for the consent of {owners}")
        }
        (PassageState::Sealed, _) => format!("sealed by {}", owners(passage, sealed(passage))),
        (state @ (PassageState::Active | PassageState::Unstable), _) => {
            format!("{state}, {} stable", percent(passage.stability))
        }
        (state, _) => state.to_string(),
    }
}

/// Whose consent it waits for.
pub(super) fn awaited(passage: &Passage) -> Option<String> {
    let given = passage.consent.filter(|_| passage.state == PassageState::Pending)?;
    Some(owners(passage, Sides { source: true, target: true }.without(given)))
}

/// Who sealed it, if somebody did.
pub(super) fn sealers(passage: &Passage) -> Option<String> {
    sealed(passage).any().then(|| owners(passage, sealed(passage)))
}

fn sealed(passage: &Passage) -> Sides {
    passage.sealed_by.unwrap_or_default()
}

/// The owners on these sides.
pub(super) fn owners(passage: &Passage, sides: Sides) -> String {
    let Passage { source_universe_id: source, target_universe_id: target, .. } = passage;
    match (sides.source, sides.target) {
        (true, true) => format!("the owners of {source} and {target}"),
        (true, false) => format!("the owner of {source}"),
        (false, true) => format!("the owner of {target}"),
        (false, false) => "nobody".to_owned(),
    }
}
