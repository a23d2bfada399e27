//! Passages: connections between universes.

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use http::{Method, StatusCode, Uri};
use multiverse_model::wire::{CreatePassage, Done, PassageAnswer, PassageCreated, PassageList};
use multiverse_model::{Compatibility, PassageId, UniverseId};
use multiverse_store::PassageQuery;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Closing, Connecting, Keeping, Listing, Reading, reply};
use crate::app::App;
use crate::extract::{Json, Params, Segment, Who};
use crate::refusal::{Answer, Refusal};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(show, delete))
        .routes(routes!(list))
        .routes(routes!(compare))
        .routes(routes!(consent))
        .routes(routes!(maintain))
        .routes(routes!(seal))
        .routes(routes!(unseal))
}

/// Make a passage from a universe that the caller may edit to one that they may read.
///
/// Into a universe of another owner whose `visitorPolicy` is `approval` it starts `pending`, and waits for that owner's
/// consent; `closed` refuses it. A confluence needs the consent of both owners. Making a passage is its maker's consent,
/// and shows the source's id to the owner and the editors of the target.
#[utoipa::path(
    post, path = "/passage", operation_id = "createPassage", tag = "passages", request_body = CreatePassage,
    responses((status = 201, description = "The passage.", body = PassageCreated), Connecting),
)]
async fn create(
    State(app): State<App>,
    headers: HeaderMap,
    Json { value, who }: Json<CreatePassage>,
) -> Answer {
    let passage = app.store.create_passage(&who.caller(), value).await?;
    reply::json(&app, &headers, StatusCode::CREATED, &PassageCreated { success: true, passage }).await
}

/// Show a passage.
#[utoipa::path(
    get, path = "/passage/{id}", operation_id = "getPassage", tag = "passages", params(("id" = PassageId, Path)),
    responses((status = 200, description = "The passage, with its stability as of now.", body = PassageAnswer), Reading),
)]
async fn show(
    State(app): State<App>,
    Segment(id): Segment<PassageId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let passage = app.store.passage(&who.caller(), &id).await?;
    reply::ok(&app, &headers, &PassageAnswer { passage }).await
}

/// Close a passage for good. It is preserved, and who is in transit still arrives or returns.
#[utoipa::path(
    delete, path = "/passage/{id}", operation_id = "deletePassage", tag = "passages", params(("id" = PassageId, Path)),
    responses((status = 200, description = "It is inactive.", body = Done), Closing),
)]
async fn delete(
    State(app): State<App>,
    Segment(id): Segment<PassageId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    app.store.delete_passage(&who.caller(), &id).await?;
    let message = format!("Passage {id} is inactive. Who is in transit still arrives or returns.");
    reply::ok(&app, &headers, &Done { success: true, message }).await
}

/// List passages.
///
/// Those between universes that the caller may read, and those that lead from or to one that the caller may edit. A page
/// may be shorter than its limit although more follow: it looks at a bounded number of passages.
#[utoipa::path(
    get, path = "/passages", operation_id = "listPassages", tag = "passages",
    params(
        ("universeId" = Option<String>, Query, description = "Only those from or to this universe."),
        ("state" = Option<String>, Query, description = "pending, active, unstable, collapsed, sealed or inactive."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, description = "A page of them, newest first.", body = PassageList), Listing),
)]
async fn list(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let query = PassageQuery {
        universe: params.parse("universeId")?,
        state: params.parse("state")?,
        limit: params.parse("limit")?.unwrap_or_default(),
        cursor: params.text("cursor")?.map(str::to_owned),
    };
    let page = app.store.passages(&who.caller(), query).await?;
    let answer = PassageList { passages: page.items, next_cursor: page.next };
    reply::page(&app, &headers, &uri, answer.next_cursor.as_deref(), &answer).await
}

/// Compare two universes, for who wants to travel from one to the other.
#[utoipa::path(
    get, path = "/passages/compatibility", operation_id = "getCompatibility", tag = "passages",
    params(
        ("source" = Option<String>, Query, description = "Where from; required."),
        ("target" = Option<String>, Query, description = "Where to; required."),
    ),
    responses((status = 200, description = "How well they go together, and why.", body = Compatibility), Listing),
)]
async fn compare(State(app): State<App>, who: Who, params: Params, headers: HeaderMap) -> Answer {
    let universe = |name: &str| {
        let missing = || Refusal::malformed(format!("Send the parameter {name}: a universe's id."));
        params.parse::<UniverseId>(name)?.ok_or_else(missing)
    };
    let (source, target) = (universe("source")?, universe("target")?);
    let compared = app.store.compatibility(&who.caller(), &source, &target).await?;
    reply::ok(&app, &headers, &compared).await
}

/// What is done to a passage by a request without a body.
#[derive(Clone, Copy)]
enum Verb {
    Consent,
    Maintain,
    Seal,
    Unseal,
}

async fn change(app: App, uri: Uri, id: PassageId, who: Who, headers: HeaderMap, verb: Verb) -> Answer {
    who.without_body(&app, &Method::POST, &uri).await?;
    let caller = who.caller();
    let passage = match verb {
        Verb::Consent => app.store.consent_to_passage(&caller, &id).await,
        Verb::Maintain => app.store.maintain_passage(&caller, &id).await,
        Verb::Seal => app.store.seal_passage(&caller, &id).await,
        Verb::Unseal => app.store.unseal_passage(&caller, &id).await,
    }?;
    reply::ok(&app, &headers, &PassageAnswer { passage }).await
}

/// Consent to a passage, as the owner of one of its universes.
///
/// With the last consent it opens, and its lifetime begins. Who does not consent deletes it.
#[utoipa::path(
    post, path = "/passage/{id}/consent", operation_id = "consentToPassage", tag = "passages",
    params(("id" = PassageId, Path)),
    responses((status = 200, description = "The passage as it is now.", body = PassageAnswer), Keeping),
)]
async fn consent(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<PassageId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    change(app, uri, id, who, headers, Verb::Consent).await
}

/// Maintain a passage, as an editor of one of its universes: its stability is 100 again, and its uses begin anew.
#[utoipa::path(
    post, path = "/passage/{id}/maintain", operation_id = "maintainPassage", tag = "passages",
    params(("id" = PassageId, Path)),
    responses((status = 200, description = "The passage as it is now.", body = PassageAnswer), Keeping),
)]
async fn maintain(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<PassageId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    change(app, uri, id, who, headers, Verb::Maintain).await
}

/// Seal a passage, as the owner of one of its universes: nothing departs until that owner unseals it.
#[utoipa::path(
    post, path = "/passage/{id}/seal", operation_id = "sealPassage", tag = "passages", params(("id" = PassageId, Path)),
    responses((status = 200, description = "The passage as it is now.", body = PassageAnswer), Keeping),
)]
async fn seal(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<PassageId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    change(app, uri, id, who, headers, Verb::Seal).await
}

/// Take back one's own seal. If the other owner has sealed it too, it stays sealed.
#[utoipa::path(
    post, path = "/passage/{id}/unseal", operation_id = "unsealPassage", tag = "passages",
    params(("id" = PassageId, Path)),
    responses((status = 200, description = "The passage as it is now.", body = PassageAnswer), Keeping),
)]
async fn unseal(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<PassageId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    change(app, uri, id, who, headers, Verb::Unseal).await
}
