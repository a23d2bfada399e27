//! How far an export, an import or upkeep is, for people who look on.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use multiverse_store::{Phase, Progress};

/// Draws at most so often: a bar that is drawn for every file is slower than the files.
pub(crate) const PER_SECOND: u8 = 10;

/// A bar on stderr; nothing where that is no terminal.
#[derive(Clone)]
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(PER_SECOND));
        let style = ProgressStyle::with_template("{msg:10} {wide_bar} {human_pos}/{human_len} {eta}");
        Self(style.map_or(bar.clone(), |style| bar.with_style(style)))
    }

    /// Shows how far it is.
    pub(crate) fn show(&self, progress: Progress) {
        self.0.set_message(match progress.phase {
            Phase::Players => "players",
            Phase::Universes => "universes",
            Phase::Snapshots => "snapshots",
            Phase::Passages => "passages",
            Phase::Contents => "contents",
            Phase::Files => "files",
        });
        self.0.set_length(progress.total);
        self.0.set_position(progress.done);
    }

    /// Removes it, so that the summary stands alone.
    pub(crate) fn remove(&self) {
        self.0.finish_and_clear();
    }
}
