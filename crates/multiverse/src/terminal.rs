//! What people read: results on stdout, everything else on stderr.

use std::fmt::Display;
use std::io::{self, Write};

/// Writes `text` to stdout, as it is.
///
/// # Errors
/// Whatever writing to stdout gives; a broken pipe is for the caller to end quietly at.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Writes `error: …` to stderr.
pub(crate) fn error(error: &dyn Display) {
    say("error", error);
}

/// Writes `note: …` to stderr.
pub(crate) fn note(note: &dyn Display) {
    say("note", note);
}

/// Writes a line `warning: …` to stderr for each.
pub(crate) fn warn_all<W: Display>(warnings: impl IntoIterator<Item = W>) {
    for warning in warnings {
        say("warning", &warning);
    }
}

fn say(kind: &str, message: &dyn Display) {
    // When stderr is gone, there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{kind}: {message}");
}
