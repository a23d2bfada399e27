//! How many days are lived, for people who look on.

use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A line for each tenth, where there is no terminal to draw a bar on.
const LINES: u64 = 10;

/// A bar on stderr; where that is no terminal, a line now and then.
pub(crate) struct DayBar {
    what: &'static str,
    total: u64,
    done: AtomicU64,
    bar: Option<ProgressBar>,
}

impl DayBar {
    /// One of so many days.
    pub(crate) fn new(what: &'static str, total: u64) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
            bar.set_message(what);
            let style = ProgressStyle::with_template("{msg} {wide_bar} day {human_pos} of {human_len} {eta}");
            style.map_or(bar.clone(), |style| bar.with_style(style))
        });
        Self { what, total, done: AtomicU64::new(0), bar }
    }

    /// So many more are over.
    pub(crate) fn add(&self, days: u64) {
        let before = self.done.fetch_add(days, Ordering::Relaxed);
        match &self.bar {
            Some(bar) => bar.inc(days),
            None => self.say(before, before + days),
        }
    }

    fn say(&self, before: u64, after: u64) {
        let tenth = |days: u64| days * LINES / self.total.max(1);
        if tenth(after) > tenth(before) {
            // When stderr is gone, there is nobody left to tell.
            let _ = writeln!(stderr().lock(), "{}: day {after} of {}", self.what, self.total);
        }
    }

    /// Removes it, so that what follows stands alone.
    pub(crate) fn remove(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
