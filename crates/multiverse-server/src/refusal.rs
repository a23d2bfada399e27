//! Errors as answers: the one place where a failure inside becomes a problem outside.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use multiverse_model::{ItemCheck, Problem, ProblemType};
use multiverse_store::StoreError;
use serde_json::json;

use crate::delta::DeltaProblem;

/// An answer that says why the request was not done.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    // Boxed: every handler's result has room for it, and nearly none needs it.
    problem: Box<Problem>,
    headers: Box<HeaderMap>,
    is_for_good: bool,
}

/// Marks an answer whose refusal a repeat gets again, whatever its status is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ForGood;

impl Refusal {
    /// Refuses with a problem of `kind`; `detail` is one sentence that says what to do.
    pub(crate) fn new(kind: ProblemType, detail: impl Into<String>) -> Self {
        Problem::new(kind, detail).into()
    }

    /// The request cannot be understood.
    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(ProblemType::Malformed, detail)
    }

    /// Something is larger than `limit` bytes.
    pub(crate) fn too_large(what: &str, limit: u64) -> Self {
        let detail = format!("{what} may have at most {limit} bytes; send less.");
        Problem::new(ProblemType::TooLarge, detail).with("limit", limit).into()
    }

    /// Nothing can be said now, but soon.
    pub(crate) fn unavailable(detail: &str) -> Self {
        Self::new(ProblemType::Unavailable, detail).retry_after(1)
    }

    /// Says when to try again, in seconds.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.problem = Box::new(self.problem.with("retryAfterMs", seconds.saturating_mul(1000)));
        self.header(header::RETRY_AFTER, &seconds.to_string())
    }

    /// Has a repeat of the request refused alike, also if it would pass with time: for requests of which a copy that
    /// comes late must not be done after its sender was told no.
    pub(crate) fn for_good(self) -> Self {
        Self { is_for_good: true, ..self }
    }

    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), headers: Box::default(), is_for_good: false }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        use ProblemType as Kind;
        let kind = match &error {
            // A hidden one too: 403 would tell a stranger that it exists (promise 7).
            StoreError::NotFound { .. } => Kind::NotFound,
            StoreError::NoSnapshotAt { nearest, .. } => {
                let nearest = json!(nearest);
                return Problem::new(Kind::NoSnapshot, sentence(&error)).with("nearest", nearest).into();
            }
            StoreError::NoSnapshotYet { .. } => Kind::NoSnapshot,
            StoreError::Decayed { .. } => Kind::Decayed,
            StoreError::Unidentified => {
                return Self::new(Kind::Unauthenticated, sentence(&error))
                    .header(header::WWW_AUTHENTICATE, "Bearer");
            }
            StoreError::Forbidden { .. } => Kind::Forbidden,
            StoreError::OwnerUnknown | StoreError::BadCursor => Kind::Malformed,
            StoreError::Taken { .. } => Kind::Taken,
            // Promise 4: the client forks from what we name here, so the head must be in the answer.
            StoreError::Diverged { head } | StoreError::ParentGone { head } => {
                return Problem::new(Kind::Diverged, sentence(&error)).with("head", json!(head)).into();
            }
            StoreError::BaseGone => Kind::BaseGone,
            StoreError::PreconditionFailed => Kind::PreconditionFailed,
            StoreError::Rule(_) => Kind::Rule,
            StoreError::Quota { limit, .. } => {
                return Problem::new(Kind::QuotaExceeded, sentence(&error)).with("limit", *limit).into();
            }
            StoreError::PassageClosed { state } => {
                return Problem::new(Kind::PassageClosed, sentence(&error))
                    .with("state", json!(state))
                    .into();
            }
            StoreError::PassageWornOut { uses } => {
                return Problem::new(Kind::PassageWornOut, sentence(&error)).with("limit", *uses).into();
            }
            StoreError::PassageFull { capacity } => {
                return Problem::new(Kind::PassageFull, sentence(&error)).with("limit", *capacity).into();
            }
            StoreError::CannotCross(check) => return cannot_cross(check, sentence(&error)),
            StoreError::EntityTooLarge { limit } => return Self::too_large("An entity", *limit),
            StoreError::EntityElsewhere { left_by, .. } => {
                let problem = Problem::new(Kind::EntityElsewhere, sentence(&error));
                return match left_by {
                    Some((id, state)) => {
                        problem.with("transitId", json!(id)).with("state", json!(state)).into()
                    }
                    None => problem.into(),
                };
            }
            StoreError::EntityTaken { .. } => Kind::EntityTaken,
            StoreError::NotDue { state } => {
                return Problem::new(Kind::NotDue, sentence(&error)).with("state", json!(state)).into();
            }
            StoreError::KeyReused => Kind::IdempotencyKeyReused,
            StoreError::Replayed(problem) => return (**problem).clone().into(),
            // From here on the cause goes to the log whole; the answer has the request id to find it by.
            StoreError::Corrupt { link, reason, .. } => {
                tracing::error!(%error, %link, reason, "a stored content is damaged");
                Kind::Corrupt
            }
            StoreError::Catalog(_)
            | StoreError::Vault(_)
            | StoreError::Randomness(_)
            | StoreError::LeaseLost
            | StoreError::Interrupted => {
                tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
                return Self::unavailable("The store does not answer; try again in a moment.");
            }
        };
        Self::new(kind, sentence(&error))
    }
}

/// Lists what cannot cross. An item that has no form in memory (numbers too large, half a surrogate pair, too deep) is
/// answered as its text.
fn cannot_cross(check: &ItemCheck, detail: String) -> Refusal {
    let items = check.barred.iter().map(|barred| {
        let text = barred.item.as_str();
        let item = as_deep(text).unwrap_or_else(|| json!(text));
        json!({"item": item, "path": barred.path, "reason": sentence(&barred.reason)})
    });
    let problem = Problem::new(ProblemType::CannotCross, detail);
    let problem = problem.with("items", serde_json::Value::Array(items.collect()));
    match check.more {
        0 => problem.into(),
        more => problem.with("more", more).into(),
    }
}

/// A value that can also be read where it stands in the problem, four levels down.
fn as_deep(text: &str) -> Option<serde_json::Value> {
    let mut value: serde_json::Value = serde_json::from_str(&format!("[[[[{text}]]]]")).ok()?;
    for _ in 0..4 {
        value = value.get_mut(0)?.take();
    }
    Some(value)
}

impl From<DeltaProblem> for Refusal {
    fn from(problem: DeltaProblem) -> Self {
        match &problem {
            DeltaProblem::TooLarge { limit } => Self::too_large("The document", *limit),
            DeltaProblem::OutOfMemory => Self::unavailable(&sentence(&problem)),
            DeltaProblem::NotADelta
            | DeltaProblem::UnknownVersion { .. }
            | DeltaProblem::UnknownStage { .. }
            | DeltaProblem::Damaged { .. }
            | DeltaProblem::WrongBase
            | DeltaProblem::WrongResult => Self::new(ProblemType::BadDelta, sentence(&problem)),
        }
    }
}

/// An error's text as a sentence: it begins with a capital and ends with one full stop.
pub(crate) fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).chain(['.']).collect()).unwrap_or_default()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let problem_json = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, problem_json);
        response.headers_mut().extend(*self.headers);
        if self.is_for_good {
            response.extensions_mut().insert(ForGood);
        }
        // For the one who records first answers to requests that may be repeated.
        response.extensions_mut().insert(*self.problem);
        response
    }
}

/// What handlers answer with.
pub(crate) type Answer<T = Response> = Result<T, Refusal>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_becomes_one_sentence_with_one_full_stop() {
        for text in ["send another", "Send another.", "send another.."] {
            assert_eq!(sentence(&text), "Send another.");
        }
    }
}
