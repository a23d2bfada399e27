//! What every handler shares, and the tree of routes.

use std::sync::Arc;

use axum::Router;
use bytes::Bytes;
use metrics_exporter_prometheus::PrometheusHandle;
use multiverse_store::Store;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::authenticate::Authenticator;
use crate::budget::MemoryBudget;
use crate::config::ServerConfig;
use crate::edge;
use crate::limits::Limits;
use crate::openapi;
use crate::rate::{Rate, RateLimits};
use crate::routes;
use crate::stream::{Hub, Places};

/// The server's state. Cheap to clone; clones share everything.
#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

/// What the clones of [`App`] share.
pub(crate) struct Shared {
    pub store: Store,
    pub config: ServerConfig,
    pub authenticator: Authenticator,
    pub rates: RateLimits,
    pub budget: MemoryBudget,
    pub hub: Hub,
    pub streams: Places,
    /// Compressed answers, by what they answer and in which encoding.
    pub encoded: Cache<EncodedKey, Bytes, EncodedBytes>,
    pub metrics: PrometheusHandle,
    /// The OpenAPI document and its page, which never change while the server runs.
    pub openapi: Bytes,
    pub docs_page: Bytes,
}

/// The entry, the form in which it is answered, and the encoding's name.
pub(crate) type EncodedKey = (multiverse_model::SnapshotId, routes::Form, &'static str);

/// Weighs an answer by its bytes.
#[derive(Debug, Clone)]
pub(crate) struct EncodedBytes;

impl Weighter<EncodedKey, Bytes> for EncodedBytes {
    fn weight(&self, _: &EncodedKey, bytes: &Bytes) -> u64 {
        bytes.len() as u64 + 200
    }
}

/// Bytes of compressed answers that are kept: a few worlds' worth, since only those being watched are asked for again.
const ENCODED_BYTES: u64 = 16 * 1024 * 1024;

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    pub(crate) fn new(
        store: Store,
        config: ServerConfig,
        authenticator: Authenticator,
        metrics: PrometheusHandle,
        hub: Hub,
    ) -> Self {
        let document = openapi::document();
        let openapi = serde_json::to_value(&document).unwrap_or_default();
        Self(Arc::new(Shared {
            store,
            authenticator,
            rates: rates(&config.limits),
            budget: MemoryBudget::new(config.limits.upload_memory_bytes),
            hub,
            streams: Places::new(&config.limits),
            encoded: Cache::with_weighter(100, ENCODED_BYTES, EncodedBytes),
            metrics,
            docs_page: crate::docs_page::render(&openapi).into(),
            openapi: openapi.to_string().into(),
            config,
        }))
    }

    /// All that the API's listener answers.
    pub(crate) fn router(&self) -> Router {
        let (api, _) = routes::api().split_for_parts();
        let api = api
            .fallback(routes::no_such_route)
            .method_not_allowed_fallback(routes::no_such_method)
            .layer(axum::middleware::from_fn_with_state(self.clone(), edge::identify));
        let (mut operations, _) = routes::operations().split_for_parts();
        if self.config.metrics_listen.is_none() {
            operations = operations.merge(routes::metrics().split_for_parts().0);
        }
        let router = Router::new()
            .merge(operations)
            // Clients in the field mix the two.
            .nest("/api/multiverse", api.clone())
            .nest("/api", api)
            .fallback(routes::no_such_route)
            .method_not_allowed_fallback(routes::no_such_method);
        let router = match self.config.cors_origins.as_slice() {
            [] => router,
            origins => router.layer(edge::cors(origins)),
        };
        router.layer(axum::middleware::from_fn(edge::wrap)).with_state(self.clone())
    }
}

fn rates(limits: &Limits) -> RateLimits {
    RateLimits::new(
        Rate { per_second: limits.player_requests_per_second, burst: limits.player_burst },
        Rate { per_second: limits.address_requests_per_second, burst: limits.address_burst },
    )
}
