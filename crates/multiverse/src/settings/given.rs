//! A value that somebody gave, and where.

use std::fmt;

use super::error::SettingsError;
use super::setting::Setting;
use super::values::Values;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Default,
    File { path: String, line: usize },
    Variable(String),
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{path} line {line}"),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => write!(f, "flag --{name}"),
        }
    }
}

/// A value that somebody gave, still as text.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) setting: Setting,
    pub(super) texts: Vec<String>,
    pub(super) source: Source,
}

impl Given {
    /// Reads the text into `values`.
    ///
    /// # Errors
    /// [`SettingsError::Invalid`], which shows the text without its secrets.
    pub(super) fn apply(&self, values: &mut Values) -> Result<(), SettingsError> {
        self.setting.set(values, &self.texts).map_err(|must_be| SettingsError::Invalid {
            name: self.setting.name,
            must_be,
            found: self.setting.conceal(&self.texts.join(", ")),
            source_of: self.source.to_string(),
        })
    }
}
