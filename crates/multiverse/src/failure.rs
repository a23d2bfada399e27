//! How the command ends when it does not succeed.

use std::fmt::Write;
use std::io;
use std::process::ExitCode;

use crate::settings::SettingsError;
use crate::terminal;

macro_rules! exits {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal;)+) => {
        /// How a command ended, as scripts tell it. This is the one table: `--help`, the man page and `docs/cli.md`
        /// follow from it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Exit {
            $($(#[doc = $doc])+ $variant = $code,)+
        }

        impl Exit {
            const TABLE: &[(u8, &str)] = &[$(($code, concat!($($doc),+)),)+];
        }
    };
}

exits! {
    /// done
    Done = 0;
    /// failed for a reason that is not below
    Failed = 1;
    /// the command line, a setting or a file of ours is wrong; nothing was tried
    Usage = 2;
    /// not found: no such thing, or none that you may see, or a snapshot that has decayed
    NotFound = 3;
    /// not allowed: nobody is logged in, the token does not count, or the player may not do this
    NotAllowed = 4;
    /// conflict: histories diverged, an id is taken, a file is there, a passage or trip is not open
    Conflict = 5;
    /// offline: the server cannot be reached, or cannot answer now
    Offline = 6;
    /// refused by a rule or a limit: too large, too many, a quota is used up
    Refused = 7;
    /// interrupted by a signal
    Interrupted = 130;
}

impl Exit {
    /// The table as text: a line for each code.
    pub(crate) fn table() -> String {
        let mut text = String::new();
        for (code, meaning) in Self::TABLE {
            // Writing to a String does not fail.
            let _ = writeln!(text, "  {code:3}{meaning}");
        }
        text
    }

    fn code(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}

/// Why the command did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line was wrong, or only asked for help.
    Usage(clap::Error),
    /// A setting was wrong.
    Settings(SettingsError),
    /// Whoever read our output has read enough.
    NobodyListens,
    /// A signal asked to quit at once.
    Interrupted,
    /// The work itself failed.
    Work(anyhow::Error),
    /// The work could not be done, where 1 tells what came of it.
    Unable(anyhow::Error),
    /// The work failed in a way that scripts can tell by the exit code.
    Told(Exit, anyhow::Error),
}

impl Failure {
    /// A failure of one sentence that says what to do.
    pub(crate) fn told(exit: Exit, sentence: impl Into<String>) -> Self {
        Self::Told(exit, anyhow::Error::msg(sentence.into()))
    }

    /// Shows it to people on stderr, and returns the exit code.
    pub(crate) fn report(self) -> ExitCode {
        let (exit, error) = match self {
            Self::Usage(error) => {
                // There is nobody left to tell if this fails. Help is no failure: clap knows.
                let _ = error.print();
                return error.exit_code().try_into().map_or(Exit::Usage.code(), |code: u8| code.into());
            }
            Self::NobodyListens => return Exit::Done.code(),
            // What shells report for a command that a signal ended.
            Self::Interrupted => return Exit::Interrupted.code(),
            Self::Settings(error) => (Exit::Usage, error.into()),
            Self::Work(error) => (Exit::Failed, error),
            Self::Unable(error) => (Exit::Usage, error),
            Self::Told(exit, error) => (exit, error),
        };
        terminal::error(&format_args!("{error:#}"));
        exit.code()
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Self::Usage(error)
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::Settings(error)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Work(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyListens,
            _ => Self::Work(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_line_for_each_code() {
        let table = Exit::table();
        assert!(table.starts_with("    0 done\n    1 failed"), "{table}");
        assert!(table.ends_with("  130 interrupted by a signal\n"), "{table}");
    }
}
