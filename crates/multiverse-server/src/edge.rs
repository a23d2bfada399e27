//! What happens to every request before and after its handler.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use http_body::Body as _;
use multiverse_model::{Problem, ProblemType};
use tower_http::cors::{AllowHeaders, AllowOrigin, Any, CorsLayer};
use tracing::Instrument;

use crate::app::App;
use crate::config::CorsOrigin;
use crate::extract::IdempotencyHeader;
use crate::rate::{Wait, client_address};
use crate::refusal::{Answer, ForGood, Refusal};
use crate::{metrics, routes};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest `X-Request-Id` or `Idempotency-Key` that is taken.
const MAX_KEY: usize = 255;

/// Gives every answer its request id, and the log and the metrics a line of it. A handler that panics answers 500.
pub(crate) async fn wrap(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default(), %method, path = request.uri().path());
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let answered =
        std::panic::AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone()).await;
    let mut response = answered.unwrap_or_else(|_| {
        span.in_scope(|| tracing::error!("a handler panicked"));
        Refusal::new(
            ProblemType::Internal,
            "Something failed inside; the log has it under this request's id.",
        )
        .into_response()
    });
    response.headers_mut().insert(REQUEST_ID, id);
    let status = response.status();
    let size = response.body().size_hint().exact().unwrap_or(0);
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    metrics::request(&method, route, status.as_u16(), started.elapsed(), size);
    span.in_scope(|| tracing::debug!(status = status.as_u16(), took = ?started.elapsed(), "answered"));
    response
}

/// The client's own request id, or a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let fits = |id: &&HeaderValue| {
        (1..=MAX_KEY).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic)
    };
    if let Some(id) = headers.get(REQUEST_ID).filter(fits) {
        return id.clone();
    }
    let id = format!("{}-{:x}", metrics::process_name(), NEXT.fetch_add(1, Ordering::Relaxed));
    HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("unknown"))
}

/// Finds out who sends a request to the API and whether they may send it now; afterwards records a refusal of a
/// request that may be repeated.
pub(crate) async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let idempotency = match admit(&app, &mut request).await {
        Ok(idempotency) => idempotency,
        Err(refusal) => return refusal.into_response(),
    };
    let response = next.run(request).await;
    let problem = response.extensions().get::<Problem>().cloned();
    if let (Some(problem), Some(key)) = (problem, idempotency.seen.get())
        && (is_final(&problem) || response.extensions().get::<ForGood>().is_some())
        && let Err(error) = app.store.record_refusal(*key, problem).await
    {
        // Else a copy of the request that comes late might be done after its sender was told no.
        tracing::warn!(%error, "could not record a refusal");
        return Refusal::unavailable("The store does not answer; try again in a moment.").into_response();
    }
    response
}

/// The address of a request's client, as far as it is counted against limits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted(pub Option<IpAddr>);

async fn admit(app: &App, request: &mut Request) -> Answer<IdempotencyHeader> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let address = peer.map(|peer| client_address(peer, request.headers(), app.config.trust_proxy));
    // The address first: guessing tokens is what it is to slow down.
    let counted = address.and_then(|address| address.counted(app.config.limits.limit_loopback));
    app.rates.check(counted, None).map_err(too_many)?;
    let identity = app.authenticator.identify(request.headers(), &app.store).await?;
    if let Some(player) = identity.actor.player() {
        app.rates.check(None, counted.map(|_| player)).map_err(too_many)?;
        app.store.touch(player);
    }
    let idempotency = idempotency(request.method(), request.headers())?;
    request.extensions_mut().insert(identity);
    request.extensions_mut().insert(Counted(counted));
    request.extensions_mut().insert(idempotency.clone());
    Ok(idempotency)
}

fn too_many(wait: Wait) -> Refusal {
    let seconds = wait.retry_after.as_secs() + u64::from(wait.retry_after.subsec_nanos() > 0);
    Refusal::new(ProblemType::RateLimited, format!("Too many requests; wait {seconds} s and try again."))
        .retry_after(seconds)
}

fn idempotency(method: &Method, headers: &HeaderMap) -> Answer<IdempotencyHeader> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let key = match (values.next(), values.next()) {
        (Some(key), None) if method == Method::POST => key,
        (Some(_), Some(_)) => return Err(Refusal::malformed("Send one Idempotency-Key.")),
        _ => return Ok(IdempotencyHeader::default()),
    };
    match key.to_str() {
        Ok(text) if (1..=MAX_KEY).contains(&text.len()) && !text.contains('\t') => {
            Ok(IdempotencyHeader { key: Some(Arc::from(text)), ..IdempotencyHeader::default() })
        }
        _ => Err(Refusal::malformed(
            "An Idempotency-Key has 1 to 255 visible ASCII characters; a UUID is good.",
        )),
    }
}

/// A repeat of a request that its own fault had refused is refused alike. What would pass with time or with another
/// token is not recorded: the repeat is to find out whether it passes now.
fn is_final(problem: &Problem) -> bool {
    matches!(problem.status, 400 | 403 | 404 | 409 | 410 | 412 | 413 | 415 | 422)
        && problem.kind != ProblemType::IdempotencyKeyReused.uri()
}

/// Which web pages may call.
pub(crate) fn cors(origins: &[CorsOrigin]) -> CorsLayer {
    let exposed = [
        header::ETAG,
        header::LINK,
        header::RETRY_AFTER,
        header::CONTENT_RANGE,
        header::ACCEPT_RANGES,
        REQUEST_ID,
        routes::SNAPSHOT_META,
        routes::SNAPSHOT_FALLBACK,
    ];
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        // Not `*`, which to browsers does not stand for `Authorization`.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(exposed)
        .max_age(std::time::Duration::from_secs(3600));
    if origins.contains(&CorsOrigin::Any) {
        return layer.allow_origin(Any);
    }
    let exact = origins.iter().filter_map(|origin| match origin {
        CorsOrigin::Exact(origin) => HeaderValue::from_str(origin).ok(),
        CorsOrigin::Any => None,
    });
    layer.allow_origin(AllowOrigin::list(exact))
}
