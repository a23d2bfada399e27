//! What ages out.

use axum::extract::State;
use axum::http::HeaderMap;
use multiverse_model::UniverseId;
use multiverse_model::wire::{CleanUp, CleanedUp, DecayPreview};

use crate::app::App;
use crate::extract::{Json, Params, Segment, Who};
use crate::refusal::Answer;
use crate::routes::{Editing, Previewing, reply};

/// Preview what a cleanup would remove.
#[utoipa::path(
    get, path = "/universe/{id}/decay-preview", operation_id = "previewDecay", tag = "snapshots",
    params(("id" = UniverseId, Path),
        ("currentTick" = Option<u64>, Query, description = "The universe's clock; the head's tick if absent.")),
    responses((status = 200, description = "What has decayed.", body = DecayPreview), Previewing),
)]
pub(super) async fn preview(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let now = params.parse("currentTick")?;
    let preview = app.store.decay_preview(&who.caller(), &id, now).await?;
    reply::ok(&app, &headers, &preview).await
}

/// Remove the content of what has decayed. The entries stay.
#[utoipa::path(
    post, path = "/universe/{id}/cleanup", operation_id = "cleanUp", tag = "snapshots", request_body = CleanUp,
    params(("id" = UniverseId, Path)),
    responses((status = 200, description = "What was removed.", body = CleanedUp), Editing),
)]
pub(super) async fn clean_up(
    State(app): State<App>,
    Segment(id): Segment<UniverseId>,
    headers: HeaderMap,
    Json { value, who }: Json<CleanUp>,
) -> Answer {
    let cleanup = app.store.clean_up(&who.caller(), &id, value.current_tick).await?;
    let message = format!("Decayed: {}. Kept: {}.", cleanup.decayed, cleanup.preserved);
    reply::ok(&app, &headers, &CleanedUp { success: true, cleanup, message }).await
}
