//! What is in force, and where each value comes from.

use std::collections::HashMap;

use super::environment::{self, Environment};
use super::error::{SettingsError, SettingsWarning};
use super::file;
use super::flags::SettingFlags;
use super::given::Source;
use super::setting::Setting;
use super::values::{Settings, Values};

/// What is in force, and where each value comes from.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(super) values: Values,
    /// By name; what nobody gave is not in it.
    sources: HashMap<&'static str, Source>,
    warnings: Vec<SettingsWarning>,
}

impl Resolved {
    /// Reads the settings: flags over variables over the file over defaults.
    ///
    /// A value that is overridden is still checked: whoever gave it would otherwise learn of a slip much later.
    ///
    /// # Errors
    /// [`SettingsError`] with the first value that cannot be.
    pub(crate) fn read(flags: &SettingFlags, environment: &Environment) -> Result<Self, SettingsError> {
        let named = match &flags.config {
            Some(path) => Some((path.as_str(), "flag --config")),
            None => environment.get(environment::CONFIG)?.map(|path| (path, environment::CONFIG)),
        };
        let mut values = Values::default();
        let mut sources = HashMap::new();
        // From weak to strong: a later one replaces an earlier one.
        for given in file::read(named)?.into_iter().chain(environment.given()?).chain(flags.given()) {
            given.apply(&mut values)?;
            sources.insert(given.setting.name, given.source);
        }
        let mut warnings = environment.warnings();
        warnings.extend(values.jwt_is_idle().then_some(SettingsWarning::JwtIsIdle));
        Ok(Self { values, sources, warnings })
    }

    /// Returns where the value of `setting` comes from.
    pub(super) fn source(&self, setting: &Setting) -> Source {
        self.sources.get(setting.name).cloned().unwrap_or(Source::Default)
    }

    /// Returns the settings for use, and what was given in vain.
    ///
    /// # Errors
    /// [`SettingsError::Contradiction`].
    pub(crate) fn into_settings(self) -> Result<(Settings, Vec<SettingsWarning>), SettingsError> {
        Ok((self.values.into_settings()?, self.warnings))
    }
}

#[cfg(test)]
mod tests;
