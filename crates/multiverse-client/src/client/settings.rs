//! What a client was told.

use std::time::Duration;

use super::retry::RetryPolicy;

/// Settings of a client, as the methods of its builder describe them.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub idle_timeout: Duration,
    pub request_timeout: Duration,
    pub event_silence: Duration,
    pub retry: RetryPolicy,
    pub compression: bool,
    pub max_json_bytes: u64,
    pub max_document_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            idle_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(30),
            event_silence: Duration::from_secs(45),
            retry: RetryPolicy::default(),
            compression: true,
            max_json_bytes: 32 << 20,
            max_document_bytes: 256 << 20,
        }
    }
}
