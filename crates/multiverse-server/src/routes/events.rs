//! Events, as they happen.

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};
use multiverse_model::{Action, EventId, EventType, UniverseId};
use tokio::time::Instant;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Streaming;
use crate::app::App;
use crate::connections::Line;
use crate::edge::Counted;
use crate::extract::{Params, Who};
use crate::refusal::{Answer, Refusal, sentence};
use crate::stream::{Hearer, Interest, Pulse};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Asks a proxy to hand on what it gets at once, rather than to collect it.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Follow what happens: Server-Sent Events, until the client or the server hangs up.
///
/// Every event of the whole multiverse has an `id`, which grows; the caller gets those that they may know of at that
/// moment, each once and in order. To go on where a stream broke off, send the last `id` that came as `Last-Event-ID`,
/// as browsers do by themselves, or as `since`; events are kept for 24 hours at least. An event `reset` says that some
/// were missed nevertheless: load what you follow anew. `data` is JSON with `at`, `universeId`, and for
/// `universe.created` and `universe.updated` what `UniverseNews` has, for `universe.forked` `ForkNews`, for `snapshot.saved` and
/// `snapshot.decayed` `SnapshotNews`, for `passage.…` `PassageNews`, for `transit.…` `TransitNews`.
#[utoipa::path(
    get, path = "/events", operation_id = "streamEvents", tag = "events",
    params(
        ("universeId" = Option<UniverseId>, Query, description = "Only what is about this universe."),
        ("types" = Option<String>, Query, description = "Only events of these types, with commas between."),
        ("since" = Option<u64>, Query, description = "Only what came after this event; else what happens from now on."),
        ("Last-Event-ID" = Option<String>, Header, description = "The same; it wins over `since`."),
    ),
    responses((status = 200, description = "Events, and a comment every 15 seconds.", body = String,
        content_type = "text/event-stream"), Streaming),
)]
async fn events(
    State(app): State<App>,
    who: Who,
    Extension(Counted(address)): Extension<Counted>,
    line: Option<Extension<Line>>,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let universe: Option<UniverseId> = params.parse("universeId")?;
    let interest = Interest { universe, kinds: kinds(&params)? };
    let asked = asked_position(&params, &headers)?;
    let caller = who.caller();
    if let Some(universe) = &interest.universe {
        app.store.check(&caller, Action::ReadUniverse, universe).await?;
    }
    let until =
        app.authenticator.valid_for(&headers).await?.and_then(|left| Instant::now().checked_add(left));
    let pulse = Pulse::new(line.map(|Extension(line)| line));
    let place = app.streams.take(who.actor().player(), address, pulse)?;
    let position = position(&app, asked).await?;
    let hearer = Hearer::new(app, caller, interest, position, until, place);
    let mut response = Response::new(Body::from_stream(hearer.frames()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

fn kinds(params: &Params) -> Answer<Vec<EventType>> {
    let Some(names) = params.text("types")? else { return Ok(Vec::new()) };
    let wrong = |error| Refusal::malformed(sentence(&format!("the parameter types is wrong: {error}")));
    names.split(',').map(|name| name.trim().parse().map_err(wrong)).collect()
}

/// Where a client wants to go on.
enum Asked {
    /// With what happens from now on.
    Now,
    /// After this event.
    After(EventId),
    /// After something that is no event of ours.
    Unknown,
}

fn asked_position(params: &Params, headers: &HeaderMap) -> Answer<Asked> {
    let since = params.parse("since")?.map_or(Asked::Now, Asked::After);
    let mut last = headers.get_all(&LAST_EVENT_ID).iter();
    match (last.next(), last.next()) {
        (None, _) => Ok(since),
        (Some(id), None) if id.is_empty() => Ok(since),
        // A browser sends what another server left it with, and would give up for good if it were refused.
        (Some(id), None) => {
            Ok(id.to_str().ok().and_then(|id| id.parse().ok()).map_or(Asked::Unknown, Asked::After))
        }
        (Some(_), Some(_)) => Err(Refusal::malformed("Send one Last-Event-ID.")),
    }
}

/// Where the stream begins, and whether something is missed by that.
async fn position(app: &App, asked: Asked) -> Answer<(EventId, bool)> {
    match asked {
        Asked::Now => return Ok((app.hub.newest(), false)),
        Asked::After(id) if app.hub.continues(id) => return Ok((id, false)),
        Asked::After(_) | Asked::Unknown => {}
    }
    let span = app.store.event_span().await?;
    match asked {
        Asked::After(id) if span.continues(id) => Ok((id, false)),
        _ => Ok((span.newest, true)),
    }
}
