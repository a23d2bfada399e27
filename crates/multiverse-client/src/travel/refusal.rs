//! Answers that are final.

use crate::client::ClientError;

/// Whether a request was not done and never will be: a copy of it that comes late is refused too.
pub(super) fn is_final(error: &ClientError) -> bool {
    match error.problem().map(|problem| problem.status) {
        Some(401 | 408 | 429) => false,
        Some(status) => (400..500).contains(&status) || status == 507,
        None => matches!(error, ClientError::Unsendable(_)),
    }
}
