//! The routes, a file for each family.

mod access;
mod events;
mod forks;
mod operations;
mod passages;
mod players;
mod reply;
mod snapshots;
mod tokens;
mod travel;
mod universes;

use http::Method;
use multiverse_model::ProblemType;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::openapi::problems;
use crate::refusal::Refusal;

pub(crate) use operations::{metrics, operations};
pub(crate) use snapshots::{Form, SNAPSHOT_FALLBACK, SNAPSHOT_META};

problems! {
    Reading: NotFound;
    Listing: NotFound;
    Editing: NotFound, Forbidden, TooLarge, UnsupportedMediaType, RequestTimeout, Rule, IdempotencyKeyReused;
    Patching: NotFound, Forbidden, TooLarge, UnsupportedMediaType, RequestTimeout, Rule, PreconditionFailed;
    Acting: NotFound, Forbidden, IdempotencyKeyReused;
    Restoring: NotFound, Forbidden, IdempotencyKeyReused, QuotaExceeded;
    Granting: NotFound, Forbidden, TooLarge, UnsupportedMediaType, RequestTimeout, Rule, QuotaExceeded;
    Creating: Forbidden, Taken, TooLarge, UnsupportedMediaType, RequestTimeout, Rule, IdempotencyKeyReused,
        QuotaExceeded;
    Forking: NotFound, NoSnapshot, Forbidden, Taken, Decayed, TooLarge, UnsupportedMediaType, RequestTimeout, Rule,
        IdempotencyKeyReused, QuotaExceeded;
    Saving: NotFound, Forbidden, Diverged, TooLarge, UnsupportedMediaType, RequestTimeout, Rule,
        IdempotencyKeyReused, QuotaExceeded;
    SavingBytes: NotFound, Forbidden, Diverged, BaseGone, TooLarge, UnsupportedMediaType, RequestTimeout, Rule, BadDelta,
        IdempotencyKeyReused, QuotaExceeded;
    Downloading: NotFound, NoSnapshot, NotAcceptable, Decayed, RangeNotSatisfiable, Corrupt;
    Previewing: NotFound, Rule;
    Connecting: NotFound, Forbidden, TooLarge, UnsupportedMediaType, RequestTimeout, Rule, IdempotencyKeyReused,
        QuotaExceeded;
    Keeping: NotFound, Forbidden, PassageClosed, IdempotencyKeyReused;
    Closing: NotFound, Forbidden, Rule;
    Departing: NotFound, Forbidden, PassageClosed, PassageWornOut, PassageFull, EntityElsewhere, EntityTaken, TooLarge,
        UnsupportedMediaType, RequestTimeout, Rule, CannotCross, IdempotencyKeyReused, QuotaExceeded;
    Settling: NotFound, Forbidden, NotDue, TooLarge, UnsupportedMediaType, RequestTimeout, Rule, IdempotencyKeyReused;
    Awaiting: NotFound, Forbidden;
    Streaming: NotFound, TooManyStreams;
    Minting: NotFound, Forbidden, IdempotencyKeyReused, QuotaExceeded;
    Public: Internal;
}

/// The routes of the API, without their base path.
pub(crate) fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(players::router())
        .merge(tokens::router())
        .merge(universes::router())
        .merge(access::router())
        .merge(snapshots::router())
        .merge(forks::router())
        .merge(passages::router())
        .merge(travel::router())
        .merge(events::router())
        .merge(operations::api())
}

/// Answers for a path that no route has.
pub(crate) async fn no_such_route() -> Refusal {
    Refusal::new(ProblemType::NotFound, "There is no such route; /docs lists those there are.")
}

/// Answers for a method that a route does not have.
pub(crate) async fn no_such_method(method: Method) -> Refusal {
    let detail = format!("This route does not take {method}; the header Allow lists what it takes.");
    Refusal::new(ProblemType::MethodNotAllowed, detail)
}
