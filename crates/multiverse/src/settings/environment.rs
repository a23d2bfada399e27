//! The `MULTIVERSE_*` variables.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::error::{SettingsError, SettingsWarning};
use super::field::Form;
use super::given::{Given, Source};
use super::{suggest, table};
use crate::client::Variable;

const PREFIX: &str = "MULTIVERSE_";

/// The variable that names the settings file.
pub(super) const CONFIG: &str = "MULTIVERSE_CONFIG";

/// The `MULTIVERSE_*` variables that are set. An empty one counts as not set: that is how Compose files leave one out.
#[derive(Debug, Default)]
pub(crate) struct Environment(BTreeMap<String, OsString>);

impl Environment {
    /// Reads what this process was started with.
    pub(crate) fn of_this_process() -> Self {
        Self::from_variables(std::env::vars_os())
    }

    fn from_variables(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let ours = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into_string().ok().filter(|name| name.starts_with(PREFIX))?;
            (!value.is_empty()).then_some((name, value))
        });
        Self(ours.collect())
    }

    /// Returns a variable's value.
    ///
    /// # Errors
    /// [`SettingsError::NotText`].
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, SettingsError> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        value.to_str().map(Some).ok_or_else(|| SettingsError::NotText(name.to_owned()))
    }

    /// Returns the settings that are given here. Where several values are allowed, commas separate them.
    ///
    /// # Errors
    /// [`SettingsError::NotText`].
    pub(super) fn given(&self) -> Result<Vec<Given>, SettingsError> {
        let mut given = Vec::new();
        for setting in table::all() {
            let name = setting.variable();
            let Some(value) = self.get(&name)? else { continue };
            let texts = match setting.form() {
                Form::Many(_) => value.split(',').map(|text| text.trim().to_owned()).collect(),
                Form::One(_) | Form::Switch => vec![value.to_owned()],
            };
            given.push(Given { setting, texts, source: Source::Variable(name) });
        }
        Ok(given)
    }

    /// Returns a warning for each variable that means nothing. Not an error: Kubernetes sets `MULTIVERSE_PORT` and
    /// others for every pod beside a service of that name.
    pub(super) fn warnings(&self) -> Vec<SettingsWarning> {
        // Those of the client's commands have no effect here, and yet are no slips.
        let others = || {
            Variable::ALL.map(|variable| variable.name().to_owned()).into_iter().chain([CONFIG.to_owned()])
        };
        let known = || table::all().map(|setting| setting.variable()).chain(others());
        let unknown = self.0.keys().filter(|name| !known().any(|known| known == **name));
        let warning = |name: &String| SettingsWarning::UnknownVariable {
            name: name.clone(),
            hint: hint(name, known()),
        };
        unknown.map(warning).collect()
    }
}

/// The prefix is left out of the comparison: it would make all names look alike.
fn hint(name: &str, known: impl Iterator<Item = String>) -> String {
    let ours = |name: &str| name.trim_start_matches(PREFIX).to_owned();
    let nearest = suggest::nearest(&ours(name), known.map(|known| ours(&known)));
    nearest.map_or_else(|| "unset it".to_owned(), |nearest| format!("did you mean {PREFIX}{nearest}?"))
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(variables: [(&str, &str); N]) -> Self {
        Self::from_variables(variables.map(|(name, value)| (name.into(), value.into())))
    }
}
