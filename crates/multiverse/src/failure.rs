//! How the command ends when it does not succeed.

use std::io;
use std::process::ExitCode;

use crate::settings::SettingsError;
use crate::terminal;

/// Why the command did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line was wrong, or only asked for help.
    Usage(clap::Error),
    /// A setting was wrong.
    Settings(SettingsError),
    /// Whoever read our output has read enough.
    NobodyListens,
    /// A second signal asked to quit at once.
    Interrupted,
    /// The work itself failed.
    Work(anyhow::Error),
    /// The work could not be done, where 1 tells what came of it.
    Unable(anyhow::Error),
}

impl Failure {
    /// Shows it to people on stderr, and returns the exit code: 2 for usage, settings and what
    /// could not even be begun, 1 for the work.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Usage(error) => {
                // There is nobody left to tell if this fails. Help is no failure: clap knows.
                let _ = error.print();
                error.exit_code().try_into().map_or(ExitCode::from(2), |code: u8| code.into())
            }
            Self::Settings(error) => {
                terminal::error(&error);
                ExitCode::from(2)
            }
            Self::NobodyListens => ExitCode::SUCCESS,
            // What shells report for a command that a signal ended.
            Self::Interrupted => ExitCode::from(130),
            Self::Work(error) => {
                terminal::error(&format_args!("{error:#}"));
                ExitCode::FAILURE
            }
            Self::Unable(error) => {
                terminal::error(&format_args!("{error:#}"));
                ExitCode::from(2)
            }
        }
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
