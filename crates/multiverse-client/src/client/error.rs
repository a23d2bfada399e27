//! Why a call did not do what it was asked.

mod bad_answer;
mod mismatch;
mod refusal;
mod unreached;

use std::time::Duration;

use multiverse_model::wire::RefusedItem;
use multiverse_model::{Head, Problem, ProblemType};

pub(crate) use bad_answer::beginning;

pub use bad_answer::BadAnswer;
pub use mismatch::Mismatch;
pub use refusal::Refusal;
pub use unreached::Unreached;

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a call did not do what it was asked: each variant is something else that the caller can do.
///
/// What may pass by itself was tried again before it got here, as the client's [`RetryPolicy`](crate::RetryPolicy) says.
/// An error that came from the server keeps the whole [`Problem`] in a [`Refusal`]. No error contains the token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// No Multiverse answered. Go on offline and try again later.
    #[error("the server cannot be reached: {how}")]
    Unreachable {
        /// How far the request got.
        how: Unreached,
        /// What the system says.
        #[source]
        cause: BoxError,
    },
    /// The answer did not come in time. The request may have been done; repeating it with the same key is safe.
    #[error("the server did not answer within {} s; try again", .after.as_secs_f64())]
    Timeout {
        /// How long nothing came.
        after: Duration,
    },
    /// Another save came first. Fork (upload again with [`OnConflict::Fork`](multiverse_model::wire::OnConflict)), or
    /// load the head, and save on that.
    #[error("{refusal}")]
    Diverged {
        /// The entry that a save has to extend now; none if the universe has no history.
        head: Option<Head>,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// The base of a delta is not in this history, or gone. Send the document whole.
    #[error("{0}")]
    BaseGone(Box<Refusal>),
    /// There is no such thing, or it is not the caller's to see; or nothing was saved at that tick.
    #[error("{0}")]
    NotFound(Box<Refusal>),
    /// There was a snapshot, and its content is gone for good. Take another one.
    #[error("{0}")]
    Decayed(Box<Refusal>),
    /// No token, or one that does not count. Sign in.
    #[error("{0}")]
    Unauthenticated(Box<Refusal>),
    /// The player may not do this. Ask the owner for access.
    #[error("{0}")]
    Forbidden(Box<Refusal>),
    /// Too many requests. Wait.
    #[error("{refusal}")]
    RateLimited {
        /// For how long, as the server says.
        retry_after: Option<Duration>,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// The server cannot answer now. Try again later.
    #[error("{refusal}")]
    Unavailable {
        /// How much later, as the server says.
        retry_after: Option<Duration>,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// The player's quota is used up. Delete something, or ask for more.
    #[error("{0}")]
    QuotaExceeded(Box<Refusal>),
    /// Something is larger than the server takes. Send less.
    #[error("{refusal}")]
    TooLarge {
        /// The most bytes that it takes, as the server says.
        limit: Option<u64>,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// The server refused for another reason, which [`kind`](ClientError::kind) tells.
    #[error("{0}")]
    Problem(Box<Refusal>),
    /// The answer is none that Multiverse gives. Check the address; if it is right, tell whoever runs the server.
    #[error("the answer makes no sense: {0}")]
    BadAnswer(#[from] BadAnswer),
    /// What came is not what was sent. Nothing of it was used; try again, and tell whoever runs the server.
    #[error("the answer contradicts itself: {0}")]
    Integrity(#[from] Mismatch),
    /// It cannot be put into a request; nothing was sent.
    #[error("this cannot be sent: {0}")]
    Unsendable(String),
    /// The place that a download is written to failed. What was written so far is not whole.
    #[error("the download cannot be written")]
    Write(#[source] std::io::Error),
    /// The program's runtime is shutting down.
    #[error("the program is stopping")]
    Stopped,
}

impl ClientError {
    /// What the server said, if it was the server.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Diverged { refusal, .. }
            | Self::RateLimited { refusal, .. }
            | Self::Unavailable { refusal, .. }
            | Self::TooLarge { refusal, .. }
            | Self::BaseGone(refusal)
            | Self::NotFound(refusal)
            | Self::Decayed(refusal)
            | Self::Unauthenticated(refusal)
            | Self::Forbidden(refusal)
            | Self::QuotaExceeded(refusal)
            | Self::Problem(refusal) => Some(refusal),
            Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::BadAnswer(_)
            | Self::Integrity(_)
            | Self::Unsendable(_)
            | Self::Write(_)
            | Self::Stopped => None,
        }
    }

    /// The problem that the server named, if it was the server.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.refusal().map(|refusal| &refusal.problem)
    }

    /// The kind of that problem, if it is one that this version knows.
    #[must_use]
    pub fn kind(&self) -> Option<ProblemType> {
        self.problem().and_then(|problem| ProblemType::from_uri(&problem.kind))
    }

    /// The request id of the answer, to ask whoever runs the server with.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.refusal().and_then(|refusal| refusal.request_id.as_deref())
    }

    /// Which items of an entity cannot cross a passage, if that is why it was refused.
    #[must_use]
    pub fn refused_items(&self) -> Vec<RefusedItem> {
        let items = self.problem().and_then(|problem| problem.members.get("items"));
        items.and_then(|items| serde_json::from_value(items.clone()).ok()).unwrap_or_default()
    }

    /// Whether no Multiverse answered: a game goes on with what it has here and tries again later.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Timeout { .. })
    }

    /// Whether the same request would be refused again, however often it is sent, until somebody changes something:
    /// the request, the player's rights, or what is on the server.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Diverged { .. }
            | Self::BaseGone(_)
            | Self::NotFound(_)
            | Self::Decayed(_)
            | Self::Unauthenticated(_)
            | Self::Forbidden(_)
            | Self::QuotaExceeded(_)
            | Self::TooLarge { .. }
            | Self::Unsendable(_) => true,
            Self::Problem(_) => self.kind() != Some(ProblemType::Internal),
            Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::RateLimited { .. }
            | Self::Unavailable { .. }
            | Self::BadAnswer(_)
            | Self::Integrity(_)
            | Self::Write(_)
            | Self::Stopped => false,
        }
    }
}
