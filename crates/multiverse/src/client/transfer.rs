//! How far an upload or a download is, for people who look on.

use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use multiverse_client::Progress;

use crate::progress_bar::PER_SECOND;

/// A transfer that is done before is not worth a bar.
const MOMENT: Duration = Duration::from_millis(500);

/// A bar on stderr for what takes longer than a moment; nothing where that is no terminal.
#[derive(Clone)]
pub(super) struct TransferBar(ProgressBar);

impl TransferBar {
    pub(super) fn new(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let template =
            "{msg:10} {wide_bar} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {eta}";
        let bar = match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        };
        bar.set_message(what);
        Self(bar)
    }

    /// What the client tells how far it is.
    pub(super) fn progress(&self) -> Progress {
        let (bar, started, shown) = (self.0.clone(), Instant::now(), Once::new());
        Progress::new(move |done, total| {
            if started.elapsed() >= MOMENT {
                shown.call_once(|| bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(PER_SECOND)));
            }
            bar.set_length(total);
            bar.set_position(done);
        })
    }

    /// Removes it, so that the answer stands alone.
    pub(super) fn remove(&self) {
        self.0.finish_and_clear();
    }
}
