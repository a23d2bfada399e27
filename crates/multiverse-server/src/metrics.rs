//! What the server counts, for Prometheus.

use std::sync::OnceLock;
use std::time::Duration;

use http::Method;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use multiverse_store::Store;

const DURATION: &str = "multiverse_http_request_duration_seconds";
const GROUP: &str = "multiverse_commit_group_size";

/// Seconds: from a cached read to a large save on a slow disk.
const DURATIONS: &[f64] =
    &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

const LINKS: &str = "multiverse_chain_links";

/// Contents that a read decoded one after the other.
const LINK_COUNTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// Jobs that shared a commit.
const GROUPS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// The process's recorder. There is one however many servers a process runs, as in tests.
///
/// # Errors
/// [`BuildError`] if another recorder was installed by somebody else.
pub(crate) fn recorder() -> Result<PrometheusHandle, BuildError> {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = RECORDER.get() {
        return Ok(handle.clone());
    }
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), DURATIONS)?
        .set_buckets_for_metric(Matcher::Full(GROUP.to_owned()), GROUPS)?
        .set_buckets_for_metric(Matcher::Full(LINKS.to_owned()), LINK_COUNTS)?
        .install_recorder()?;
    describe();
    Ok(RECORDER.get_or_init(|| handle).clone())
}

fn describe() {
    metrics::describe_histogram!(
        DURATION,
        "Time from a request's head to its answer's head, by route and status"
    );
    metrics::describe_histogram!(GROUP, "Writes that shared one durable commit");
    metrics::describe_histogram!(LINKS, "Contents that were decoded to rebuild one that no cache had");
    metrics::describe_counter!(
        "multiverse_contents_stored_total",
        "Contents stored, as a keyframe or as a delta"
    );
    metrics::describe_counter!("multiverse_contents_stored_bytes_total", "Bytes that they take in the store");
    metrics::describe_counter!(
        "multiverse_fallbacks_total",
        "Reads of a damaged head that an earlier snapshot answered"
    );
    metrics::describe_counter!("multiverse_http_requests_total", "Requests, by route and status");
    metrics::describe_counter!("multiverse_http_request_bytes_total", "Bytes of request bodies as sent");
    metrics::describe_counter!("multiverse_http_response_bytes_total", "Bytes of response bodies as sent");
    metrics::describe_counter!("multiverse_saves_total", "Snapshots saved");
    metrics::describe_counter!("multiverse_forks_total", "Universes forked");
    metrics::describe_counter!(
        "multiverse_collected_total",
        "Contents that decayed or were not needed, their files, and orphaned files, that were removed"
    );
    metrics::describe_counter!(
        "multiverse_collected_bytes_total",
        "Stored bytes of the contents that were removed"
    );
    metrics::describe_counter!("multiverse_cache_hits_total", "Values found in a cache");
    metrics::describe_counter!("multiverse_cache_misses_total", "Values that a cache did not have");
    metrics::describe_counter!("multiverse_chores_total", "What the janitor did, or failed to do, by chore");
    metrics::describe_gauge!("multiverse_streams", "Open event streams");
    metrics::describe_counter!(
        "multiverse_streams_cut_total",
        "Event streams whose clients took nothing any more, and were cut off"
    );
    metrics::describe_gauge!("multiverse_universes", "Universes that are not deleted");
    metrics::describe_gauge!("multiverse_players", "Players");
    metrics::describe_gauge!("multiverse_snapshots", "Entries of all timelines");
    metrics::describe_gauge!(
        "multiverse_logical_bytes",
        "Bytes of the documents of all entries with content"
    );
    metrics::describe_gauge!("multiverse_stored_bytes", "Bytes that contents take in the store");
}

/// Counts one request.
pub(crate) fn request(method: &Method, route: &str, status: u16, took: Duration, size: u64) {
    let labels =
        [("method", method.as_str().to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("multiverse_http_requests_total", &labels).increment(1);
    metrics::histogram!(DURATION, &labels).record(took.as_secs_f64());
    metrics::counter!("multiverse_http_response_bytes_total").increment(size);
}

/// Reads what is looked up rather than counted.
pub(crate) async fn read_gauges(store: &Store) {
    let Ok(stats) = store.stats().await else { return };
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a double; 2^53 universes are enough")]
    let set = |name: &'static str, value: u64| metrics::gauge!(name).set(value as f64);
    set("multiverse_universes", stats.universe_count);
    set("multiverse_players", stats.player_count);
    set("multiverse_snapshots", stats.total_snapshots);
    set("multiverse_logical_bytes", stats.logical_bytes);
    set("multiverse_stored_bytes", stats.stored_bytes);
}

/// A few letters that tell this process from the last one in request ids.
pub(crate) fn process_name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let mut bytes = [0; 6];
        // Without randomness ids are only told apart within the process.
        let _ = getrandom::fill(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    })
}
