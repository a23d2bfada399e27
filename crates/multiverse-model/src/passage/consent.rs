//! Whose consent a passage needs.

use super::{PassageType, Sides};
use crate::{PlayerId, VisitorPolicy};

/// The target's owner lets nobody connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the target is closed to visitors; ask its owner to change its visitorPolicy")]
pub struct ClosedToVisitors;

/// What a new passage has of the consent that it needs; none if it needs none.
///
/// `visitors` is how the target receives passages from universes of other owners; between two universes of one owner
/// it says nothing. Making a passage is its maker's consent for the universes that the maker owns. A confluence needs
/// both owners; any other needs the target's where that asks for approval, and the source's is given by making it.
///
/// # Errors
/// [`ClosedToVisitors`]
pub fn consent_at_creation(
    kind: PassageType,
    source_owner: &PlayerId,
    target_owner: &PlayerId,
    visitors: VisitorPolicy,
    maker: &PlayerId,
) -> Result<Option<Sides>, ClosedToVisitors> {
    let is_visit = source_owner != target_owner;
    if is_visit && visitors == VisitorPolicy::Closed {
        return Err(ClosedToVisitors);
    }
    let given = Sides { source: maker == source_owner, target: maker == target_owner };
    if kind.rules().needs_both_owners {
        return Ok(Some(given));
    }
    let needs_approval = is_visit && visitors == VisitorPolicy::Approval;
    Ok(needs_approval.then_some(Sides { source: true, ..given }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use PassageType::{Bridge, Confluence, Gate, Thread};
    use VisitorPolicy::{Approval, Closed, Open};

    fn decide(kind: PassageType, target: &str, visitors: VisitorPolicy, maker: &str) -> Option<[bool; 2]> {
        let player = |name: &str| name.parse::<PlayerId>().unwrap();
        let consent = consent_at_creation(kind, &player("ada"), &player(target), visitors, &player(maker));
        consent.unwrap().map(|sides| [sides.source, sides.target])
    }

    #[test]
    fn between_universes_of_one_owner_only_a_confluence_needs_consent() {
        for visitors in [Open, Approval, Closed] {
            for kind in [Thread, Bridge, Gate] {
                assert_eq!(decide(kind, "ada", visitors, "ada"), None);
                assert_eq!(decide(kind, "ada", visitors, "eve"), None, "an editor may make these");
            }
            assert_eq!(decide(Confluence, "ada", visitors, "ada"), Some([true, true]));
            assert_eq!(decide(Confluence, "ada", visitors, "eve"), Some([false, false]));
        }
    }

    #[test]
    fn into_a_universe_of_another_owner_the_policy_decides() {
        for kind in [Thread, Bridge, Gate] {
            assert_eq!(decide(kind, "bob", Open, "ada"), None);
            assert_eq!(decide(kind, "bob", Approval, "ada"), Some([true, false]));
            assert_eq!(decide(kind, "bob", Approval, "bob"), Some([true, true]), "bob edits the source");
            assert_eq!(decide(kind, "bob", Approval, "eve"), Some([true, false]));
        }
        for visitors in [Open, Approval] {
            assert_eq!(decide(Confluence, "bob", visitors, "ada"), Some([true, false]));
            assert_eq!(decide(Confluence, "bob", visitors, "eve"), Some([false, false]));
        }
    }

    #[test]
    fn a_closed_universe_refuses_those_of_other_owners() {
        let (ada, bob) = ("ada".parse().unwrap(), "bob".parse().unwrap());
        for kind in PassageType::ALL {
            assert_eq!(consent_at_creation(kind, &ada, &bob, Closed, &ada), Err(ClosedToVisitors));
        }
    }
}
