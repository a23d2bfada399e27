//! Universes.

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use http::{HeaderValue, Method, StatusCode, header};
use multiverse_model::UniverseId;
use multiverse_model::wire::{
    CreateUniverse, Done, PatchUniverse, Stats, UniverseAnswer, UniverseCreated, UniverseList,
};
use multiverse_store::{ListQuery, SortBy, TagTest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Acting, Creating, Listing, Patching, Reading, Restoring, reply};
use crate::app::App;
use crate::extract::{Json, Params, Segment, Who};
use crate::range::etag_list_matches;
use crate::refusal::{Answer, Refusal};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(show, patch, delete))
        .routes(routes!(restore))
        .routes(routes!(list))
        .routes(routes!(stats))
}

/// Make a universe.
#[utoipa::path(
    post, path = "/universe", operation_id = "createUniverse", tag = "universes", request_body = CreateUniverse,
    responses((status = 201, description = "The universe, without history.", body = UniverseCreated), Creating),
)]
async fn create(
    State(app): State<App>,
    headers: HeaderMap,
    Json { value, who }: Json<CreateUniverse>,
) -> Answer {
    let universe = app.store.create_universe(&who.caller(), value).await?;
    reply::json(&app, &headers, StatusCode::CREATED, &UniverseCreated { success: true, universe }).await
}

/// Show a universe.
#[utoipa::path(
    get, path = "/universe/{id}", operation_id = "getUniverse", tag = "universes",
    params(("id" = UniverseId, Path), ("If-None-Match" = Option<String>, Header)),
    responses(
        (status = 200, description = "The universe's metadata, with an ETag.", body = UniverseAnswer),
        (status = 304, description = "It is still as `If-None-Match` names it."),
        Reading,
    ),
)]
async fn show(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let view = app.store.universe(&who.caller(), &id).await?;
    let tag = quoted(&view.tag);
    if let Some(known) = headers.get(header::IF_NONE_MATCH)
        && etag_list_matches(known.to_str().unwrap_or_default(), tag.to_str().unwrap_or_default(), true)
    {
        return Ok(reply::not_modified(tag));
    }
    let mut response = reply::ok(&app, &headers, &UniverseAnswer { universe: view.universe }).await?;
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// Change a universe's metadata.
#[utoipa::path(
    patch, path = "/universe/{id}", operation_id = "changeUniverse", tag = "universes", request_body = PatchUniverse,
    params(("id" = UniverseId, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, description = "The universe as it is now.", body = UniverseAnswer), Patching),
)]
async fn patch(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    headers: HeaderMap,
    Json { value, who }: Json<PatchUniverse>,
) -> Answer {
    let expected = headers.get(header::IF_MATCH).map(expectation).transpose()?;
    let universe = app.store.edit(&who.caller(), &id, value, expected).await?;
    reply::ok(&app, &headers, &UniverseAnswer { universe }).await
}

fn expectation(header: &HeaderValue) -> Answer<TagTest> {
    let text = header.to_str().map_err(|_| Refusal::malformed("If-Match holds entity tags."))?.to_owned();
    Ok(Box::new(move |tag| etag_list_matches(&text, &format!("\"{tag}\""), false)))
}

fn quoted(tag: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{tag}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Delete a universe: hide it. Nothing is lost, and its forks live on.
#[utoipa::path(
    delete, path = "/universe/{id}", operation_id = "deleteUniverse", tag = "universes", params(("id" = UniverseId, Path)),
    responses((status = 200, description = "It is hidden, and can be restored.", body = Done), Acting),
)]
async fn delete(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    app.store.delete(&who.caller(), &id).await?;
    let message = format!("Universe {id} is deleted. All of it is preserved; its owner can restore it.");
    reply::ok(&app, &headers, &Done { success: true, message }).await
}

/// Restore a deleted universe.
#[utoipa::path(
    post, path = "/universe/{id}/restore", operation_id = "restoreUniverse", tag = "universes", params(("id" = UniverseId, Path)),
    responses((status = 200, description = "The universe, to be seen again.", body = UniverseAnswer), Restoring),
)]
async fn restore(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<UniverseId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    who.without_body(&app, &Method::POST, &uri).await?;
    let universe = app.store.restore(&who.caller(), &id).await?;
    reply::ok(&app, &headers, &UniverseAnswer { universe }).await
}

/// List universes.
///
/// Only what the caller may see. A search (`q`) for something rare may answer short pages with a cursor: it looks at
/// a bounded number of universes for each page.
#[utoipa::path(
    get, path = "/universes", operation_id = "listUniverses", tag = "universes",
    params(
        ("publicOnly" = Option<bool>, Query), ("ownerId" = Option<String>, Query), ("forkOf" = Option<String>, Query),
        ("q" = Option<String>, Query, description = "A text in name or description, in any case of letters."),
        ("deleted" = Option<bool>, Query, description = "The caller's own deleted ones, and no others."),
        ("sort" = Option<String>, Query, description = "lastSnapshotAt (newest first), createdAt (newest first) or name."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, description = "A page of them.", body = UniverseList), Listing),
)]
async fn list(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let query = ListQuery {
        public_only: params.flag("publicOnly")?,
        owner: params.parse("ownerId")?,
        fork_of: params.parse("forkOf")?,
        text: params.text("q")?.map(str::to_owned),
        deleted: params.flag("deleted")?,
        sort: sort(params.text("sort")?)?,
        limit: params.parse("limit")?.unwrap_or_default(),
        cursor: params.text("cursor")?.map(str::to_owned),
    };
    let page = app.store.list(&who.caller(), query).await?;
    let answer = UniverseList { universes: page.items, next_cursor: page.next };
    reply::page(&app, &headers, &uri, answer.next_cursor.as_deref(), &answer).await
}

fn sort(asked: Option<&str>) -> Answer<SortBy> {
    match asked {
        None | Some("lastSnapshotAt") => Ok(SortBy::LastSnapshotAt),
        Some("createdAt") => Ok(SortBy::CreatedAt),
        Some("name") => Ok(SortBy::Name),
        Some(_) => Err(Refusal::malformed("The parameter sort is lastSnapshotAt, createdAt or name.")),
    }
}

/// Show totals of the whole multiverse.
#[utoipa::path(
    get, path = "/stats", operation_id = "getStats", tag = "universes",
    responses((status = 200, description = "The totals.", body = Stats), super::Public),
)]
async fn stats(State(app): State<App>, headers: HeaderMap) -> Answer {
    let stats = app.store.stats().await?;
    reply::ok(&app, &headers, &stats).await
}
