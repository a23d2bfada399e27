//! Why a call did not do what it was asked.

use std::fmt;
use std::time::Duration;

use multiverse_model::{Checksum, Head, Problem, ProblemType, Tick};

use super::bad_answer::BadAnswer;

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

/// How far a request got that no Multiverse answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreached {
    /// There was no connection; nothing was sent.
    NoConnection,
    /// There was a connection, and no trust: the certificate is not one that this machine knows.
    Untrusted,
    /// The connection broke before the answer. The request may have been done.
    Broken,
    /// A gateway answered for it, with this status.
    Gateway(u16),
}

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoConnection => f.write_str("there is no connection; check the address and the network"),
            Self::Untrusted => f.write_str(
                "its certificate is not trusted; check the address, or trust its root certificate",
            ),
            Self::Broken => f.write_str("the connection broke; try again"),
            Self::Gateway(status) => write!(f, "a gateway answered {status} in its place; try again"),
        }
    }
}

/// Two statements that should be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// The bytes are not those that are meant.
    #[error("the content should be {expected} and is {found}")]
    Checksum {
        /// The checksum that it should have.
        expected: Checksum,
        /// The checksum that it has.
        found: Checksum,
    },
    /// The entry is for another tick.
    #[error("the entry should be at tick {expected} and is at tick {found}")]
    Tick {
        /// The tick that was sent.
        expected: Tick,
        /// The tick in the answer.
        found: Tick,
    },
}

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
            Kind::RateLimited => Self::RateLimited { retry_after, refusal },
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
            | Kind::TooLate
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
