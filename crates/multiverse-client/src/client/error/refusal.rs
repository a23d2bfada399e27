//! What a server answered instead of doing what it was asked.

use std::fmt;
use std::time::Duration;

use multiverse_model::{Problem, ProblemType};

use super::ClientError;

/// What a server answered instead of doing what it was asked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Refusal {
    /// The problem, whole.
    pub problem: Problem,
    /// The answer's `X-Request-Id`, under which the server's log has it.
    pub request_id: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It is somebody else's text and may be printed to a terminal.
        self.problem.detail.chars().filter(|c| !c.is_control()).try_for_each(|c| fmt::Write::write_char(f, c))
    }
}

impl ClientError {
    /// The error that a refusal is.
    pub(crate) fn refused(refusal: Refusal, retry_after: Option<Duration>) -> Self {
        use ProblemType as Kind;
        let Some(kind) = Kind::from_uri(&refusal.problem.kind) else {
            // A newer server knows more kinds.
            return Self::Problem(Box::new(refusal));
        };
        let head = refusal.problem.members.get("head").cloned();
        let limit = refusal.problem.members.get("limit").and_then(serde_json::Value::as_u64);
        let refusal = Box::new(refusal);
        match kind {
            Kind::Unauthenticated => Self::Unauthenticated(refusal),
            Kind::Forbidden => Self::Forbidden(refusal),
            Kind::NotFound | Kind::NoSnapshot => Self::NotFound(refusal),
            Kind::Diverged => {
                Self::Diverged { head: head.and_then(|head| serde_json::from_value(head).ok()), refusal }
            }
            Kind::Decayed => Self::Decayed(refusal),
            Kind::BaseGone => Self::BaseGone(refusal),
            Kind::TooLarge => Self::TooLarge { limit, refusal },
            // For a while the server also counts a stream that has broken: who connects again is to find that out.
            Kind::RateLimited | Kind::TooManyStreams => Self::RateLimited { retry_after, refusal },
            Kind::RequestTimeout | Kind::Unavailable => Self::Unavailable { retry_after, refusal },
            Kind::QuotaExceeded => Self::QuotaExceeded(refusal),
            Kind::Malformed
            | Kind::MethodNotAllowed
            | Kind::NotAcceptable
            | Kind::Taken
            | Kind::PassageClosed
            | Kind::PassageWornOut
            | Kind::PassageFull
            | Kind::EntityElsewhere
            | Kind::EntityTaken
            | Kind::NotDue
            | Kind::PreconditionFailed
            | Kind::UnsupportedMediaType
            | Kind::RangeNotSatisfiable
            | Kind::Rule
            | Kind::CannotCross
            | Kind::BadDelta
            | Kind::IdempotencyKeyReused
            | Kind::Internal
            | Kind::Corrupt => Self::Problem(refusal),
        }
    }
}
