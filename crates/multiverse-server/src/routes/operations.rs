//! For whoever hosts the server.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use http::header;
use multiverse_store::Usage;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Public, reply};
use crate::app::App;
use crate::extract::Who;
use crate::refusal::{Answer, Refusal};

/// Routes under the API's base path.
pub(super) fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(limits)).routes(routes!(openapi))
}

/// Routes beside the API.
pub(crate) fn operations() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(livez))
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .routes(routes!(docs))
        .route("/", axum::routing::get(home))
}

/// The metrics, which may have a listener of their own.
pub(crate) fn metrics() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(metrics_text))
}

/// Show every limit that a client can meet, and how much of its quotas the caller has used.
#[utoipa::path(
    get, path = "/limits", operation_id = "getLimits", tag = "operations",
    responses((status = 200, description = "The limits by name; `usage` for a caller who is a player.",
        body = serde_json::Value), Public),
)]
async fn limits(State(app): State<App>, who: Who, headers: HeaderMap) -> Answer {
    let mut limits = app.config.limits.to_json();
    limits.insert("eventRetentionSeconds".to_owned(), app.config.event_retention.as_secs().into());
    if let Some(player) = who.actor().player() {
        let Usage { universes, stored_bytes, passages } = app.store.usage(player).await?;
        let streams = app.streams.of(player);
        let usage = serde_json::json!({
            "playerId": player, "universes": universes, "storedBytes": stored_bytes, "passages": passages,
            "streams": streams,
        });
        limits.insert("usage".to_owned(), usage);
    }
    reply::ok(&app, &headers, &limits).await
}

/// Show this document.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "getOpenapi", tag = "operations",
    responses((status = 200, description = "OpenAPI 3.1.", body = serde_json::Value), Public),
)]
async fn openapi(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], app.openapi.clone()).into_response()
}

/// Tell that the process runs.
#[utoipa::path(get, path = "/livez", operation_id = "getLivez", tag = "operations",
    responses((status = 200, description = "It does.", body = String, content_type = "text/plain")))]
async fn livez() -> &'static str {
    "ok\n"
}

/// Tell that the process runs.
#[utoipa::path(get, path = "/healthz", operation_id = "getHealthz", tag = "operations",
    responses((status = 200, description = "It does.", body = String, content_type = "text/plain")))]
async fn healthz() -> &'static str {
    "ok\n"
}

super::problems! {
    Asking: Unavailable;
}

/// Tell whether the store answers.
#[utoipa::path(get, path = "/readyz", operation_id = "getReadyz", tag = "operations",
    responses((status = 200, description = "It does.", body = String, content_type = "text/plain"), Asking))]
async fn readyz(State(app): State<App>) -> Result<&'static str, Refusal> {
    app.store.ping().await?;
    Ok("ok\n")
}

/// Show what the server counts, for Prometheus.
#[utoipa::path(get, path = "/metrics", operation_id = "getMetrics", tag = "operations",
    responses((status = 200, description = "The text exposition format.", body = String, content_type = "text/plain")))]
async fn metrics_text(State(app): State<App>) -> Response {
    crate::metrics::read_gauges(&app.store).await;
    let text = app.metrics.render();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Show this document to people.
#[utoipa::path(get, path = "/docs", operation_id = "getDocs", tag = "operations",
    responses((status = 200, description = "A page.", body = String, content_type = "text/html")))]
async fn docs(State(app): State<App>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        // The page is static; should a text of ours ever slip through unescaped, nothing runs.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"),
    ];
    (headers, app.docs_page.clone()).into_response()
}

/// The universe browser comes with a later version; until then the front page is the documentation.
async fn home() -> Redirect {
    Redirect::temporary("/docs")
}
