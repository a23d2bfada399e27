//! Snapshots: saving, reading, timelines, decay.

mod decay;
mod download;
mod raw;
mod raw_headers;
mod splice;
mod timeline;
mod upload;
mod upload_delta;
mod upload_raw;

use http::HeaderName;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub(crate) use download::Form;

/// What an entry shows beside its bytes, as ASCII JSON.
pub(crate) const SNAPSHOT_META: HeaderName = HeaderName::from_static("snapshot-meta");

/// The checksum of the head's content, where that is damaged and an earlier snapshot answers for it.
pub(crate) const SNAPSHOT_FALLBACK: HeaderName = HeaderName::from_static("snapshot-fallback");

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload::save))
        .routes(routes!(download::latest))
        .routes(routes!(download::at, upload_raw::save))
        .routes(routes!(timeline::snapshots))
        .routes(routes!(timeline::timeline))
        .routes(routes!(decay::preview))
        .routes(routes!(decay::clean_up))
}
