//! The options that the client's commands share.

use clap::{Args, ValueEnum};

use super::look::Look;

/// Where the server is.
#[derive(Debug, Args)]
pub(crate) struct ConnectArgs {
    /// The server's address [env: MULTIVERSE_SERVER] [default: where you logged in last, else http://127.0.0.1:3001]
    #[arg(long, value_name = "URL")]
    pub(super) server: Option<String>,
}

/// How the answer looks.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Print one JSON document, for programs.
    #[arg(long)]
    pub(super) json: bool,
    /// When to use colours; NO_COLOR and CLICOLOR_FORCE are heeded.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub(super) color: WhenToColour,
}

impl OutputArgs {
    /// How stdout looks to whoever reads it.
    pub(super) fn look(&self) -> Look {
        Look::of_stdout(self.color)
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum WhenToColour {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
