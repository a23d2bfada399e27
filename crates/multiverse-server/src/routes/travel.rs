//! Travel: departures, arrivals, journeys.

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use http::StatusCode;
use multiverse_model::wire::{
    Arrivals, ArriveRequest, Journey, RejectRequest, TransitAnswer, TravelAnswer, TravelRequest,
};
use multiverse_model::{EntityId, PassageId, TransitId, UniverseId};
use multiverse_store::{ArrivalsQuery, JourneyQuery, StoreError};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Awaiting, Departing, Public, Reading, Settling, reply};
use crate::app::App;
use crate::extract::{OptionalJson, Params, Segment, TravelJson, Who};
use crate::refusal::{Answer, Refusal};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(depart))
        .routes(routes!(show))
        .routes(routes!(arrive))
        .routes(routes!(reject))
        .routes(routes!(arrivals))
        .routes(routes!(journey))
}

/// Send an entity through a passage, as an editor of the universe that it leaves.
///
/// From the answer on it is in transit: remove it from the world that it left. Send an `Idempotency-Key`, so that a
/// repeat after a lost answer is told the same, for 24 hours. Answers from 400 to 499 but 401, 408 and 429, and 507, to the
/// first attempt are final: the entity has not left, and a repeat with the same key does not send it. If a later attempt is
/// refused, an earlier one may have been done: the entity's journey tells.
#[utoipa::path(
    post, path = "/passage/{id}/travel", operation_id = "travel", tag = "travel", request_body = TravelRequest,
    params(("id" = PassageId, Path)),
    responses((status = 201, description = "The trip, and what stayed behind.", body = TravelAnswer), Departing),
)]
async fn depart(
    State(app): State<App>,
    Segment(id): Segment<PassageId>,
    headers: HeaderMap,
    TravelJson { value, who }: TravelJson<TravelRequest>,
) -> Answer {
    let departed = app.store.depart(&who.caller(), &id, value).await;
    let departure = departed.map_err(|error| match error {
        StoreError::Quota { .. } => Refusal::from(error).for_good(),
        error => error.into(),
    })?;
    let answer =
        TravelAnswer { success: true, transit: departure.transit, left_behind: departure.left_behind };
    reply::json(&app, &headers, StatusCode::CREATED, &answer).await
}

/// Show a trip; with its entity to those who may send from or receive at one of its ends.
#[utoipa::path(
    get, path = "/transit/{id}", operation_id = "getTransit", tag = "travel", params(("id" = TransitId, Path)),
    responses((status = 200, description = "The trip.", body = TransitAnswer), Reading),
)]
async fn show(
    State(app): State<App>,
    Segment(id): Segment<TransitId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let transit = app.store.transit(&who.caller(), &id).await?;
    reply::ok(&app, &headers, &TransitAnswer { transit }).await
}

/// Take a traveller in, as an editor of the universe where it is due.
///
/// That is the target or, once it was rejected or its time ran out, the source. Name the universe in the body: then
/// nothing happens if the traveller is due in the other one. A repeat is answered alike.
#[utoipa::path(
    post, path = "/transit/{id}/arrive", operation_id = "arrive", tag = "travel", request_body = Option<ArriveRequest>,
    params(("id" = TransitId, Path)),
    responses((status = 200, description = "The trip: `arrived`, or `returned`.", body = TransitAnswer), Settling),
)]
async fn arrive(
    State(app): State<App>,
    Segment(id): Segment<TransitId>,
    headers: HeaderMap,
    OptionalJson { value, who }: OptionalJson<ArriveRequest>,
) -> Answer {
    let transit = app.store.arrive(&who.caller(), &id, value).await?;
    reply::ok(&app, &headers, &TransitAnswer { transit }).await
}

/// Send a traveller back, as an editor of the target. A repeat is answered alike.
///
/// While the target is deleted, an editor of the source calls a traveller back so.
#[utoipa::path(
    post, path = "/transit/{id}/reject", operation_id = "reject", tag = "travel", request_body = Option<RejectRequest>,
    params(("id" = TransitId, Path)),
    responses((status = 200, description = "The trip: `returning`, or already `returned`.", body = TransitAnswer), Settling),
)]
async fn reject(
    State(app): State<App>,
    Segment(id): Segment<TransitId>,
    headers: HeaderMap,
    OptionalJson { value, who }: OptionalJson<RejectRequest>,
) -> Answer {
    let transit = app.store.reject(&who.caller(), &id, value).await?;
    reply::ok(&app, &headers, &TransitAnswer { transit }).await
}

/// List who is due in a universe, for its editors: under way to it, or back to it.
///
/// With `state=arrived` or `returned`, those whom it took in. A page may be shorter than its limit if entities are large.
#[utoipa::path(
    get, path = "/universe/{id}/arrivals", operation_id = "listArrivals", tag = "travel",
    params(
        ("id" = UniverseId, Path),
        ("state" = Option<String>, Query, description = "in_transit, arrived, returning or returned."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, description = "A page of trips, longest under way first.", body = Arrivals), Awaiting),
)]
async fn arrivals(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<UniverseId>,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let query = ArrivalsQuery {
        state: params.parse("state")?,
        limit: params.parse("limit")?.unwrap_or_default(),
        cursor: params.text("cursor")?.map(str::to_owned),
    };
    let page = app.store.arrivals(&who.caller(), &id, query).await?;
    let answer = Arrivals { arrivals: page.items, next_cursor: page.next };
    reply::page(&app, &headers, &uri, answer.next_cursor.as_deref(), &answer).await
}

/// Show an entity's whole way through universes, as far as the caller may see.
///
/// An entity of which nothing may be seen has no steps. All entities with the same id are taken for one.
#[utoipa::path(
    get, path = "/entity/{id}/journey", operation_id = "getJourney", tag = "travel",
    params(
        ("id" = EntityId, Path, description = "The game's id of the entity, percent-encoded."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, description = "A page of its trips, in order.", body = Journey), Public),
)]
async fn journey(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<EntityId>,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let query = JourneyQuery {
        limit: params.parse("limit")?.unwrap_or_default(),
        cursor: params.text("cursor")?.map(str::to_owned),
    };
    let journey = app.store.journey(&who.caller(), &id, query).await?;
    reply::page(&app, &headers, &uri, journey.next_cursor.as_deref(), &journey).await
}
