//! Timelines.

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use multiverse_model::wire::{CanonicalList, SnapshotList};
use multiverse_model::{SnapshotType, UniverseId};
use multiverse_store::TimelineQuery;
use utoipa::ToSchema;

use crate::app::App;
use crate::extract::{Params, Segment, Who};
use crate::refusal::{Answer, Refusal};
use crate::routes::{Reading, reply};

/// List a universe's own entries, oldest first.
#[utoipa::path(
    get, path = "/universe/{id}/snapshots", operation_id = "listSnapshots", tag = "snapshots",
    params(
        ("id" = UniverseId, Path), ("type" = Option<SnapshotType>, Query),
        ("from" = Option<u64>, Query, description = "The first tick."),
        ("to" = Option<u64>, Query, description = "The last tick."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, description = "A page of them.", body = SnapshotList), Reading),
)]
pub(super) async fn snapshots(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<UniverseId>,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let query = query(&params)?;
    let timeline = app.store.timeline(&who.caller(), &id, query).await?;
    let answer = SnapshotList {
        universe_id: id,
        snapshots: timeline.entries,
        last_updated: timeline.last_updated,
        next_cursor: timeline.next,
    };
    reply::page(&app, &headers, &uri, answer.next_cursor.as_deref(), &answer).await
}

/// The answer's shape depends on `canonicalOnly`.
#[derive(ToSchema)]
#[schema(as = TimelineAnswer)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum TimelineAnswer {
    /// All entries.
    All(SnapshotList),
    /// With `canonicalOnly=true`.
    Canonical(CanonicalList),
}

/// Show a universe's timeline.
///
/// With `lineage=true` it begins with the ancestors' entries, each up to its fork point.
#[utoipa::path(
    get, path = "/universe/{id}/timeline", operation_id = "getTimeline", tag = "snapshots",
    params(
        ("id" = UniverseId, Path), ("canonicalOnly" = Option<bool>, Query), ("lineage" = Option<bool>, Query),
        ("order" = Option<String>, Query, description = "asc (oldest first) or desc"),
        ("type" = Option<SnapshotType>, Query), ("from" = Option<u64>, Query), ("to" = Option<u64>, Query),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query),
    ),
    responses((status = 200, description = "A page of it.", body = TimelineAnswer), Reading),
)]
pub(super) async fn timeline(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<UniverseId>,
    who: Who,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    let mut query = query(&params)?;
    query.lineage = params.flag("lineage")?;
    query.descending = match params.text("order")? {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(_) => return Err(Refusal::malformed("The parameter order is asc or desc.")),
    };
    let canonical_only = params.flag("canonicalOnly")?;
    if canonical_only {
        query.kind = Some(SnapshotType::Canonical);
    }
    let timeline = app.store.timeline(&who.caller(), &id, query).await?;
    let (next, entries) = (timeline.next.clone(), timeline.entries);
    if canonical_only {
        let answer = CanonicalList { universe_id: id, canonical_events: entries, next_cursor: timeline.next };
        return reply::page(&app, &headers, &uri, next.as_deref(), &answer).await;
    }
    let last_updated = timeline.last_updated;
    let answer =
        SnapshotList { universe_id: id, snapshots: entries, last_updated, next_cursor: timeline.next };
    reply::page(&app, &headers, &uri, next.as_deref(), &answer).await
}

fn query(params: &Params) -> Answer<TimelineQuery> {
    Ok(TimelineQuery {
        kind: params.parse("type")?,
        from: params.parse("from")?,
        to: params.parse("to")?,
        limit: params.parse("limit")?.unwrap_or_default(),
        cursor: params.text("cursor")?.map(str::to_owned),
        ..TimelineQuery::default()
    })
}
