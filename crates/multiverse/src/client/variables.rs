//! The variables that the client's commands read.

use std::ffi::OsString;

/// A variable of the environment. An empty one counts as not set, as with the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variable {
    /// The server.
    Server,
    /// The player's token.
    Token,
    /// The directory of the logins.
    ConfigDir,
    /// The directory of documents that were saved or loaded lately.
    CacheDir,
}

impl Variable {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Server, Self::Token, Self::ConfigDir, Self::CacheDir];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Server => "MULTIVERSE_SERVER",
            Self::Token => "MULTIVERSE_TOKEN",
            Self::ConfigDir => "MULTIVERSE_CONFIG_DIR",
            Self::CacheDir => "MULTIVERSE_CACHE_DIR",
        }
    }

    /// Its value.
    pub(super) fn value(self) -> Option<OsString> {
        std::env::var_os(self.name()).filter(|value| !value.is_empty())
    }
}
