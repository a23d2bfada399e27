//! Players.

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use http::StatusCode;
use multiverse_model::wire::{PlayerAnswer, PlayerUniverses, RegisterPlayer, Registered};
use multiverse_model::{Actor, PlayerId};
use multiverse_store::ListQuery;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Creating, Reading, reply, tokens};
use crate::app::App;
use crate::extract::{Json, Params, Segment, Who};
use crate::refusal::{Answer, Refusal};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(register)).routes(routes!(player)).routes(routes!(universes))
}

/// Register a player, or update one.
///
/// A new player gets a token, which this answer alone shows: keep it. With it, the display name can be changed here.
#[utoipa::path(
    post, path = "/player", operation_id = "registerPlayer", tag = "players", request_body = RegisterPlayer,
    responses(
        (status = 201, description = "A new player.", body = Registered),
        (status = 200, description = "The player was known, and the caller is that player.", body = Registered),
        Creating,
    ),
)]
async fn register(
    State(app): State<App>,
    headers: HeaderMap,
    Json { value, who }: Json<RegisterPlayer>,
) -> Answer {
    if *who.actor() == Actor::Anonymous && !app.authenticator.grants_tokens() {
        return Err(multiverse_store::StoreError::Unidentified.into());
    }
    let minted = app.authenticator.grants_tokens().then(|| tokens::mint(&who)).transpose()?;
    let grant = minted.as_ref().map(|minted| minted.grant);
    let registration = app.store.register(&who.caller(), value, grant).await?;
    let token = match (minted, &registration.granted) {
        (Some(minted), Some(granted)) => Some(minted.reveal(&who, granted)),
        _ => None,
    };
    let status = if registration.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let answer = Registered { success: true, player: registration.player, token };
    reply::json(&app, &headers, status, &answer).await
}

/// Show a player.
#[utoipa::path(
    get, path = "/player/{id}", operation_id = "getPlayer", tag = "players", params(("id" = PlayerId, Path)),
    responses((status = 200, description = "The player's profile.", body = PlayerAnswer), Reading),
)]
async fn player(
    State(app): State<App>,
    Segment(id): Segment<PlayerId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let player = app.store.player(&who.caller(), &id).await?;
    reply::ok(&app, &headers, &PlayerAnswer { player }).await
}

/// List a player's universes.
///
/// Others than the player see the public ones and those shared with them.
#[utoipa::path(
    get, path = "/player/{id}/universes", operation_id = "listUniversesOfPlayer", tag = "players",
    params(
        ("id" = PlayerId, Path),
        ("includeMetadata" = Option<bool>, Query, description = "Whether to answer the universes themselves too."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, description = "A page of them, newest save first.", body = PlayerUniverses), Reading),
)]
async fn universes(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<PlayerId>,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let query = ListQuery {
        owner: Some(id.clone()),
        limit: params.parse("limit")?.unwrap_or_default(),
        cursor: params.text("cursor")?.map(str::to_owned),
        ..ListQuery::default()
    };
    let include_metadata = params.flag("includeMetadata")?;
    let caller = who.caller();
    app.store.player(&caller, &id).await.map_err(Refusal::from)?;
    let page = app.store.list(&caller, query).await?;
    let answer = PlayerUniverses {
        player_id: id,
        universe_ids: page.items.iter().map(|universe| universe.id.clone()).collect(),
        universes: include_metadata.then_some(page.items),
        next_cursor: page.next,
    };
    reply::page(&app, &headers, &uri, answer.next_cursor.as_deref(), &answer).await
}
