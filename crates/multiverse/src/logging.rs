//! The log: to stderr, as text for people or as JSON for collectors.

use std::io::{self, IsTerminal};
use std::str::FromStr;

use tracing_subscriber::EnvFilter;

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people, coloured on a terminal.
    #[default]
    Text,
    /// For collectors: one JSON object a line.
    Json,
}

/// Which events are logged: a filter that `tracing` understands, already checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LogFilter(String);

impl LogFilter {
    /// Only what somebody should look at.
    pub(crate) fn warnings() -> Self {
        Self("warn".to_owned())
    }

    /// Returns it as it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for LogFilter {
    fn default() -> Self {
        Self("info".to_owned())
    }
}

impl FromStr for LogFilter {
    type Err = tracing_subscriber::filter::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        EnvFilter::builder().parse(text).map(|_| Self(text.to_owned()))
    }
}

/// Starts logging, for the rest of the process's life.
pub(crate) fn start(filter: &LogFilter, format: LogFormat) {
    // `NO_COLOR` counts as a wish of its user wherever it is set: https://no-color.org
    let colours =
        io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::builder().parse_lossy(filter.as_str()))
        .with_writer(io::stderr)
        .with_ansi(colours)
        // It would be said on stderr, which is what has just failed: that panics.
        .log_internal_errors(false);
    // It fails only if logging was started before, which then goes on.
    let _ = match format {
        LogFormat::Text => tracing::subscriber::set_global_default(subscriber.finish()),
        LogFormat::Json => {
            tracing::subscriber::set_global_default(subscriber.json().flatten_event(true).finish())
        }
    };
}
