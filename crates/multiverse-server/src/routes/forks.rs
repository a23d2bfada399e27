//! Forks, lineages and families.

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use http::StatusCode;
use multiverse_model::UniverseId;
use multiverse_model::wire::{FamilyTree, ForkList, ForkUniverse, Forked, LineageAnswer};
use multiverse_store::ListQuery;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Forking, Reading, reply};
use crate::app::App;
use crate::extract::{Json, Params, Segment, Who};
use crate::refusal::Answer;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(fork))
        .routes(routes!(forks))
        .routes(routes!(lineage))
        .routes(routes!(tree))
}

/// Fork a universe: start one at any of its snapshots.
///
/// Costs the same whatever the size of the world: nothing is copied. The snapshot then never decays.
#[utoipa::path(
    post, path = "/universe/{id}/fork", operation_id = "forkUniverse", tag = "forks", request_body = ForkUniverse,
    params(("id" = UniverseId, Path)),
    responses((status = 201, description = "The new universe.", body = Forked), Forking),
)]
async fn fork(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    headers: HeaderMap,
    Json { value, who }: Json<ForkUniverse>,
) -> Answer {
    let (universe, forked_from) = app.store.fork(&who.caller(), &id, value).await?;
    let answer = Forked { success: true, universe, forked_from };
    reply::json(&app, &headers, StatusCode::CREATED, &answer).await
}

/// List a universe's direct forks.
#[utoipa::path(
    get, path = "/universe/{id}/forks", operation_id = "listForks", tag = "forks",
    params(
        ("id" = UniverseId, Path),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, description = "Those that the caller may see, newest save first.", body = ForkList), Reading),
)]
async fn forks(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<UniverseId>,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let query = ListQuery {
        fork_of: Some(id.clone()),
        limit: params.parse("limit")?.unwrap_or_default(),
        cursor: params.text("cursor")?.map(str::to_owned),
        ..ListQuery::default()
    };
    let page = app.store.list(&who.caller(), query).await?;
    let answer = ForkList { source_universe_id: id, forks: page.items, next_cursor: page.next };
    reply::page(&app, &headers, &uri, answer.next_cursor.as_deref(), &answer).await
}

/// Show where a universe comes from.
#[utoipa::path(
    get, path = "/universe/{id}/lineage", operation_id = "getLineage", tag = "forks", params(("id" = UniverseId, Path)),
    responses((status = 200, description = "The universe and its ancestors, root first.", body = LineageAnswer), Reading),
)]
async fn lineage(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let lineage = app.store.lineage(&who.caller(), &id).await?;
    reply::ok(&app, &headers, &LineageAnswer { lineage }).await
}

/// Show a universe's whole family, for drawing.
#[utoipa::path(
    get, path = "/universe/{id}/tree", operation_id = "getTree", tag = "forks",
    params(
        ("id" = UniverseId, Path),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, description = "All that descend from the same root, oldest first.", body = FamilyTree), Reading),
)]
async fn tree(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<UniverseId>,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let limit = params.parse("limit")?.unwrap_or_default();
    let cursor = params.text("cursor")?.map(str::to_owned);
    let answer = app.store.tree(&who.caller(), &id, limit, cursor).await?;
    reply::page(&app, &headers, &uri, answer.next_cursor.as_deref(), &answer).await
}
