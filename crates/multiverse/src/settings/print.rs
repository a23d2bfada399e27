//! Settings as text for people, as JSON for programs, and as the page that documents them.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::field::{Form, Shown};
use super::resolved::Resolved;
use super::setting::{Group, Setting};
use super::table;
use super::values::Values;

impl Resolved {
    /// Returns all settings as the lines of a settings file, with where each comes from as a comment.
    pub(crate) fn to_text(&self) -> String {
        let rows: Vec<_> = table::all()
            .map(|setting| {
                let value = toml(&setting.shown(&self.values));
                let assignment = match &value {
                    Some(_) => setting.key(),
                    None => format!("# {}", setting.key()),
                };
                (assignment, value.unwrap_or_default(), self.source(&setting))
            })
            .collect();
        let name_width = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
        // One long path should not push every comment off the screen.
        let value_width =
            rows.iter().map(|(_, value, _)| value.chars().count()).max().unwrap_or_default().min(32);
        let line = |(name, value, source)| format!("{name:name_width$} = {value:value_width$}  # {source}\n");
        rows.into_iter().map(line).collect()
    }

    /// Returns all settings as one JSON object: `{"listen": {"value": …, "source": …}, …}`, sizes in bytes.
    pub(crate) fn to_json(&self) -> String {
        let entries = table::all().map(|setting| {
            let (value, source) = (json(&setting.shown(&self.values)), self.source(&setting).to_string());
            (setting.key(), json!({ "value": value, "source": source }))
        });
        format!("{:#}\n", Value::Object(entries.collect::<Map<_, _>>()))
    }
}

fn toml(shown: &Shown) -> Option<String> {
    Some(match shown {
        Shown::Unset => return None,
        Shown::Text(text) => toml::Value::from(text.as_str()).to_string(),
        Shown::Size(_) => toml::Value::from(shown.texts()?.concat()).to_string(),
        Shown::Number(number) => number.to_string(),
        Shown::Switch(on) => on.to_string(),
        Shown::List(texts) => toml::Value::from(texts.clone()).to_string(),
    })
}

fn json(shown: &Shown) -> Value {
    match shown {
        Shown::Unset => Value::Null,
        Shown::Text(text) => text.as_str().into(),
        Shown::Number(number) | Shown::Size(number) => (*number).into(),
        Shown::Switch(on) => (*on).into(),
        Shown::List(texts) => texts.as_slice().into(),
    }
}

const INTRODUCTION: &str = "\
# Settings

Every setting can be given in three ways. The first that is there counts:

1. a flag: `multiverse serve --max-body-bytes 64MiB`
2. an environment variable: `MULTIVERSE_MAX_BODY_BYTES=64MiB`
3. a line in `multiverse.toml`: `max_body_bytes = \"64MiB\"`

The file is looked for in the working directory; `--config FILE` or `MULTIVERSE_CONFIG` names another.
`multiverse config` prints what is in force and where each value comes from, with secrets hidden.

Sizes are numbers of bytes, or have a unit: `64MiB`, `10 GB`. Durations are numbers of seconds, or have a unit:
`500ms`, `15s`, `2m`, `1h`, `10d`. A flag that is true or false may stand alone for true. Where several values are allowed,
repeat the flag, separate them by commas in the variable, and write a list in the file. An empty variable
counts as not set. Paths start from the working directory.

This page is made from the code by `make docs`.
";

/// Returns `docs/settings.md`.
pub(crate) fn markdown() -> String {
    let mut page = INTRODUCTION.to_owned();
    for group in Group::ALL {
        let settings: Vec<_> = table::all().filter(|setting| setting.group == group).collect();
        page += &section(group, &settings);
    }
    page
}

fn section(group: Group, settings: &[Setting]) -> String {
    let limits = settings.iter().any(|setting| setting.enforced.is_some());
    let (heading, rule) = if limits { (" enforced |", "---|") } else { ("", "") };
    let mut section = format!("\n## {}\n\n", group.title());
    section += &format!("| flag | default | what it is |{heading}\n|---|---|---|{rule}\n");
    for setting in settings {
        let word = match setting.form() {
            Form::One(word) | Form::Many(word) => format!(" {}", word.replace('|', "\\|")),
            Form::Switch => String::new(),
        };
        let default = match setting.shown(&Values::default()).texts() {
            Some(texts) if !texts.is_empty() => format!("`{}`", texts.join(", ")),
            _ => "–".to_owned(),
        };
        let enforced = setting.enforced.map(|enforced| format!(" {enforced} |")).unwrap_or_default();
        // Writing to a String does not fail.
        let _ = writeln!(section, "| `--{}{word}` | {default} | {} |{enforced}", setting.name, setting.help);
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_the_one_that_the_table_makes() {
        let page = include_str!("../../../../docs/settings.md");
        assert!(page == markdown(), "docs/settings.md is out of date: run `make docs`");
    }
}
