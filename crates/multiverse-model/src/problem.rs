//! Problem details (RFC 9457): every error that the server can answer, in one catalogue.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

macro_rules! problem_types {
    ($($(#[doc = $doc:literal])+ $variant:ident = $slug:literal, $status:literal, $title:literal;)+) => {
        /// A kind of error: its URI reference, status and title. What to do about one is in its documentation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ProblemType {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ProblemType {
            /// All of them, in the order of their status.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The URI reference that stands in `type`.
            #[must_use]
            pub fn uri(self) -> &'static str {
                match self { $(Self::$variant => concat!("/problems/", $slug),)+ }
            }

            /// The HTTP status it is answered with.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// What it is called.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// What it means and what to do about it, for the documentation.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

problem_types! {
    /// The request cannot be understood. Correct what `detail` names and send it again.
    Malformed = "malformed", 400, "Malformed request";
    /// No token, or one that is unknown, expired or revoked. Send a valid one.
    Unauthenticated = "unauthenticated", 401, "Who are you?";
    /// The token's player may not do this. Ask the owner for access.
    Forbidden = "forbidden", 403, "Not allowed";
    /// There is no such thing, or it is not yours to see.
    NotFound = "not-found", 404, "Not found";
    /// Nothing was saved at that tick; `nearest` names the closest ticks on both sides.
    NoSnapshot = "no-snapshot", 404, "No snapshot there";
    /// The route exists, but not with this method; `Allow` lists those it has.
    MethodNotAllowed = "method-not-allowed", 405, "Method not allowed";
    /// The document is not JSON, so it has no JSON form. Ask for `application/vnd.multiverse.snapshot`.
    NotAcceptable = "not-acceptable", 406, "No such form";
    /// The client took too long to send its request. Send it again.
    RequestTimeout = "request-timeout", 408, "Too slow";
    /// The id belongs to somebody or something else. Choose another, or leave it out.
    Taken = "taken", 409, "Already taken";
    /// The save names a parent that is no longer the head; `head` is. Fork, or load the head and save again.
    Diverged = "diverged", 409, "Histories diverged";
    /// The passage is not open for this: `state` says where it stands, and `detail` what to do about it.
    PassageClosed = "passage-closed", 409, "Passage closed";
    /// The passage was used as often as it may be. Maintain it, then send the entity.
    PassageWornOut = "passage-worn-out", 409, "Passage worn out";
    /// As many entities are in the passage as it takes, which is `limit`. Send this one once another has arrived.
    PassageFull = "passage-full", 409, "Passage full";
    /// The entity is not in that universe: it is under way, or has gone to another. `transitId` and `state` name the
    /// trip that it left by. Do not send it again, and remove it from the world if it is still there.
    EntityElsewhere = "entity-elsewhere", 409, "The entity is elsewhere";
    /// The target has an entity with this id, or one is on its way into or out of it. Wait until that has settled, or
    /// give one of them another id.
    EntityTaken = "entity-taken", 409, "Another entity has this id";
    /// The traveller is not due in that universe: `state` says where the trip stands. It arrived, or it turned back, or it
    /// is still on its way. Do not take it in.
    NotDue = "not-due", 409, "Not due here";
    /// There was a snapshot, and its content has decayed for good. Its entry remains.
    Decayed = "decayed", 410, "Decayed";
    /// The thing has changed since you read it. Read it again, then repeat the change.
    PreconditionFailed = "precondition-failed", 412, "Changed meanwhile";
    /// The base of the delta is not in this history, or its content is gone. Send the document whole.
    BaseGone = "base-gone", 412, "Base gone";
    /// The request or the document in it is larger than `limit` bytes.
    TooLarge = "too-large", 413, "Too large";
    /// The body's media type or encoding is not one that this route takes.
    UnsupportedMediaType = "unsupported-media-type", 415, "Unsupported type";
    /// The asked range lies outside of the document.
    RangeNotSatisfiable = "range-not-satisfiable", 416, "Range outside of the document";
    /// The request is well-formed but against a rule that `detail` names.
    Rule = "rule", 422, "Against the rules";
    /// Items of the entity may not enter the target: `items` lists them with the reasons. Send it without them, or with
    /// `leaveBehind`. If there are more than are listed, `more` counts the rest.
    CannotCross = "cannot-cross", 422, "Items cannot cross";
    /// The delta does not decode against its base, or makes another document than `Snapshot-Digest` names. Encode it
    /// again, or send the document whole.
    BadDelta = "bad-delta", 422, "Bad delta";
    /// The `Idempotency-Key` was used before with another request. Use a new key for a new request.
    IdempotencyKeyReused = "idempotency-key-reused", 422, "Idempotency key used before";
    /// Too many requests. Wait as long as `Retry-After` says.
    RateLimited = "rate-limited", 429, "Too many requests";
    /// As many event streams as may be open at a time. Close one, or follow more with one.
    TooManyStreams = "too-many-streams", 429, "Too many event streams";
    /// Something failed inside the server. The log has it under the answer's `X-Request-Id`.
    Internal = "internal", 500, "Internal error";
    /// The stored content no longer has its checksum and is not served. Tell whoever runs the server.
    Corrupt = "corrupt", 500, "Stored content damaged";
    /// The server cannot answer now. Try again after `Retry-After`.
    Unavailable = "unavailable", 503, "Not ready";
    /// The player's quota is used up. Delete or ask for more; `/api/limits` shows the use.
    QuotaExceeded = "quota-exceeded", 507, "Quota used up";
}

impl ProblemType {
    /// The kind whose URI reference is `uri`.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.uri() == uri)
    }
}

/// The body of every error, as `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI reference that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the kind is called.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// One plain sentence: what is wrong and what to do.
    pub detail: String,
    /// The same sentence, where clients of earlier servers read it.
    pub error: String,
    /// Facts of the kind: `head`, `limit`, `items`, `nearest`, `retryAfterMs`, `state`, `transitId`.
    #[serde(flatten)]
    pub members: Map<String, Value>,
}

impl Problem {
    /// Makes a problem of `kind`; `detail` is one sentence that says what to do.
    #[must_use]
    pub fn new(kind: ProblemType, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            kind: kind.uri().to_owned(),
            title: kind.title().to_owned(),
            status: kind.status(),
            error: detail.clone(),
            detail,
            members: Map::new(),
        }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_unique_and_found_again() {
        for kind in ProblemType::ALL {
            assert_eq!(ProblemType::from_uri(kind.uri()), Some(*kind));
        }
    }

    #[test]
    fn has_the_members_that_clients_read() {
        let problem = Problem::new(ProblemType::TooLarge, "Send less.").with("limit", 5);
        let json = serde_json::to_value(&problem).unwrap();
        let expected = serde_json::json!({
            "type": "/problems/too-large", "title": "Too large", "status": 413,
            "detail": "Send less.", "error": "Send less.", "limit": 5,
        });
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_value::<Problem>(json).unwrap(), problem);
    }
}
