//! The OpenAPI document, made from the code of the routes.

mod problems;

use multiverse_model::{EventType, ProblemType, wire};
use serde_json::json;
use utoipa::openapi::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

pub(crate) use problems::{problem_responses, problems};

use crate::routes;

/// The document that the server publishes at `/api/openapi.json`.
#[must_use]
pub fn document() -> OpenApi {
    #[derive(utoipa::OpenApi)]
    #[openapi(
        info(
            title = "Multiverse",
            description = "Persistence for worlds that branch. Every route also answers under /api/multiverse. \
                           Errors are problem details (RFC 9457); `error` repeats `detail` for clients that read it.",
            license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        ),
        tags(
            (name = "players", description = "Who owns universes."),
            (name = "universes", description = "Worlds with a history: their metadata and who may use them."),
            (name = "snapshots", description = "Saving worlds, and reading them back byte for byte."),
            (name = "forks", description = "Universes that start at a snapshot of another."),
            (name = "passages", description = "Connections between universes."),
            (name = "travel", description = "Entities that go through passages: in one place at any time."),
            (name = "events", description = "What happens, as it happens."),
            (name = "operations", description = "For whoever hosts the server."),
        ),
        components(schemas(
            multiverse_model::Problem, wire::EventPlace, wire::UniverseNews, wire::ForkNews, wire::SnapshotNews,
            wire::PassageNews, wire::TransitNews,
        )),
        security((), ("token" = [])),
    )]
    struct Base;

    let api = utoipa_axum::router::OpenApiRouter::with_openapi(<Base as utoipa::OpenApi>::openapi())
        .nest("/api", routes::api())
        .merge(routes::operations())
        .merge(routes::metrics());
    let mut document = api.into_openapi();
    let catalogue: Vec<_> = ProblemType::ALL.iter().map(|kind| {
        json!({"type": kind.uri(), "title": kind.title(), "status": kind.status(), "description": kind.description().trim()})
    }).collect();
    let events: Vec<_> = EventType::ALL
        .iter()
        .map(|kind| json!({"type": kind.as_str(), "description": kind.description(), "data": kind.data()}))
        .collect();
    let extensions = ExtensionsBuilder::new().add("x-problem-types", json!(catalogue));
    document.extensions = Some(extensions.add("x-event-types", json!(events)).build());
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of `POST /api/player`, or one of the game's identity provider."))
        .build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    document
}
