//! Who else may use a universe.

use axum::extract::State;
use axum::http::HeaderMap;
use multiverse_model::wire::{AccessList, GrantAccess};
use multiverse_model::{PlayerId, UniverseId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Acting, Granting, reply};
use crate::app::App;
use crate::extract::{Json, Segment, Segments, Who};
use crate::refusal::Answer;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(grant, revoke))
}

/// Show a universe's access list.
#[utoipa::path(
    get, path = "/universe/{id}/access", operation_id = "getAccess", tag = "universes", params(("id" = UniverseId, Path)),
    responses((status = 200, description = "Who may use it besides its owner.", body = AccessList), Acting),
)]
async fn list(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let access = app.store.access_list(&who.caller(), &id).await?;
    reply::ok(&app, &headers, &AccessList { access }).await
}

/// Give a player a role in a universe.
#[utoipa::path(
    put, path = "/universe/{id}/access/{playerId}", operation_id = "grantAccess", tag = "universes", request_body = GrantAccess,
    params(("id" = UniverseId, Path), ("playerId" = PlayerId, Path)),
    responses((status = 200, description = "The list as it is now.", body = AccessList), Granting),
)]
async fn grant(
    State(app): State<App>,
    Segments(id, player): Segments<UniverseId, PlayerId>,
    headers: HeaderMap,
    Json { value, who }: Json<GrantAccess>,
) -> Answer {
    let access = app.store.grant_access(&who.caller(), &id, &player, value.role).await?;
    reply::ok(&app, &headers, &AccessList { access }).await
}

/// Take a player off a universe's access list.
#[utoipa::path(
    delete, path = "/universe/{id}/access/{playerId}", operation_id = "revokeAccess", tag = "universes",
    params(("id" = UniverseId, Path), ("playerId" = PlayerId, Path)),
    responses((status = 200, description = "The list as it is now.", body = AccessList), Acting),
)]
async fn revoke(
    State(app): State<App>,
    Segments(id, player): Segments<UniverseId, PlayerId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let access = app.store.revoke_access(&who.caller(), &id, &player).await?;
    reply::ok(&app, &headers, &AccessList { access }).await
}
