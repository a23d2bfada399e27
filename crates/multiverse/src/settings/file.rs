//! The settings file.

use std::io::ErrorKind;
use std::path::Path;

use toml::de::{DeInteger, DeTable, DeValue};

use super::error::SettingsError;
use super::field::Form;
use super::given::{Given, Source};
use super::setting::Setting;
use super::{suggest, table};

/// The file that is read if none is named.
const DEFAULT: &str = "multiverse.toml";

/// Reads the file that is `named`, or the default one if it exists.
///
/// # Errors
/// [`SettingsError::Unreadable`] also if a named file is missing: whoever named it wants what it says.
pub(super) fn read(named: Option<(&str, &'static str)>) -> Result<Vec<Given>, SettingsError> {
    let (path, named_by) = named.unwrap_or((DEFAULT, "its permissions"));
    match std::fs::read_to_string(Path::new(path)) {
        Ok(text) => parse(path, &text),
        Err(cause) if cause.kind() == ErrorKind::NotFound && named.is_none() => Ok(Vec::new()),
        Err(cause) => Err(SettingsError::Unreadable { path: path.to_owned(), cause, named_by }),
    }
}

/// Reads the settings from the text of a file.
///
/// # Errors
/// [`SettingsError`] with the line.
fn parse(path: &str, text: &str) -> Result<Vec<Given>, SettingsError> {
    let source = |at: usize| Source::File { path: path.to_owned(), line: line_of(text, at) };
    let table = DeTable::parse(text).map_err(|error| SettingsError::Syntax {
        message: error.message().lines().next().unwrap_or_default().to_owned(),
        source_of: source(error.span().map_or(0, |span| span.start)).to_string(),
    })?;
    let mut given = Vec::new();
    for (key, value) in table.get_ref() {
        let source = source(key.span().start);
        let setting = table::all().find(|setting| setting.key() == **key.get_ref());
        let setting = setting.ok_or_else(|| unknown(key.get_ref(), value.get_ref(), &source))?;
        let texts = texts(&setting, value.get_ref()).map_err(|found| SettingsError::WrongType {
            name: setting.name,
            found,
            source_of: source.to_string(),
        })?;
        given.push(Given { setting, texts, source });
    }
    Ok(given)
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn unknown(key: &str, value: &DeValue<'_>, source: &Source) -> SettingsError {
    let hint = match suggest::nearest(key, table::all().map(|setting| setting.key())) {
        _ if value.is_table() => "settings stand at the top of the file, without sections".to_owned(),
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => "`multiverse config` lists them all".to_owned(),
    };
    SettingsError::UnknownKey { key: key.to_owned(), hint, source_of: source.to_string() }
}

/// Returns a value as texts, or what kind of value it is if it has none.
fn texts(setting: &Setting, value: &DeValue<'_>) -> Result<Vec<String>, &'static str> {
    match (value, setting.form()) {
        (DeValue::Array(values), Form::Many(_)) => {
            values.iter().map(|value| scalar(value.get_ref())).collect()
        }
        (value, _) => Ok(vec![scalar(value)?]),
    }
}

fn scalar(value: &DeValue<'_>) -> Result<String, &'static str> {
    match value {
        DeValue::String(text) => Ok(text.clone().into_owned()),
        DeValue::Integer(integer) => Ok(decimal(integer)),
        DeValue::Boolean(on) => Ok(on.to_string()),
        DeValue::Float(_) => Err("a fraction"),
        DeValue::Datetime(_) => Err("a date"),
        DeValue::Array(_) => Err("a list"),
        DeValue::Table(_) => Err("a section"),
    }
}

/// Returns an integer in decimal digits, however it was written; one that no number holds stays as it is.
fn decimal(integer: &DeInteger<'_>) -> String {
    match i128::from_str_radix(integer.as_str(), integer.radix()) {
        Ok(number) => number.to_string(),
        Err(_) => integer.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests;
