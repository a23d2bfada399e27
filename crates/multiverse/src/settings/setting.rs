//! One setting: what it is called, what it is for, and which value it holds.

use std::time::Duration;

use multiverse_server::{Limit, LimitValue, Unit};

use super::duration;
use super::field::{Field, Form, Shown, one};
use super::secret;
use super::size;
use super::values::Values;

/// Settings that are read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Server,
    Auth,
    Log,
    Limits,
}

impl Group {
    pub(super) const ALL: [Self; 4] = [Self::Server, Self::Auth, Self::Log, Self::Limits];

    /// Returns what stands above them.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Server => "Server",
            Self::Auth => "Authentication",
            Self::Log => "Log",
            Self::Limits => "Limits",
        }
    }
}

/// One setting, whatever its type: flag, variable, key, `multiverse config` and docs follow from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    /// Its name as a flag, such as `max-body-bytes`.
    pub(super) name: &'static str,
    pub(super) group: Group,
    pub(super) help: &'static str,
    /// Where a client meets it, if it is a limit.
    pub(super) enforced: Option<&'static str>,
    secret: bool,
    target: Target,
}

/// Where a setting's value is kept.
#[derive(Clone, Copy, Debug)]
enum Target {
    Field(fn(&mut Values) -> &mut dyn Field),
    Limit(&'static Limit),
}

impl Setting {
    pub(super) const fn new(
        name: &'static str,
        group: Group,
        field: fn(&mut Values) -> &mut dyn Field,
    ) -> Self {
        Self { name, group, help: "", enforced: None, secret: false, target: Target::Field(field) }
    }

    pub(super) const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    /// Its value may hold credentials in a URL: they are never shown.
    pub(super) const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    pub(super) fn of_limit(limit: &'static Limit) -> Self {
        Self {
            name: limit.name,
            group: Group::Limits,
            help: limit.help,
            enforced: Some(limit.enforced),
            secret: false,
            target: Target::Limit(limit),
        }
    }

    /// Returns its key in the file, such as `max_body_bytes`.
    pub(super) fn key(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Returns its environment variable, such as `MULTIVERSE_MAX_BODY_BYTES`.
    pub(super) fn variable(&self) -> String {
        format!("MULTIVERSE_{}", self.key().to_ascii_uppercase())
    }

    /// Returns what its values look like.
    pub(super) fn form(&self) -> Form {
        match self.target {
            Target::Field(field) => field(&mut Values::default()).form(),
            Target::Limit(limit) => match limit.unit {
                Unit::Bytes => Form::One("SIZE"),
                Unit::Seconds | Unit::LongSeconds => Form::One("DURATION"),
                Unit::Count | Unit::Levels | Unit::PerSecond => Form::One("NUMBER"),
                Unit::Switch => Form::Switch,
            },
        }
    }

    /// Reads its value from `texts`: one, or any number where [`Form::Many`] are allowed.
    ///
    /// # Errors
    /// What the value must be, to follow "must be".
    pub(super) fn set(&self, values: &mut Values, texts: &[String]) -> Result<(), String> {
        match self.target {
            Target::Field(field) => field(values).read(texts),
            Target::Limit(limit) => {
                let value = limit_value(limit.unit, one(texts)?)?;
                limit.change(&mut values.server.limits, value).map_err(|range| range.to_string())
            }
        }
    }

    /// Returns its value for people, without secrets.
    pub(super) fn shown(&self, values: &Values) -> Shown {
        let shown = match self.target {
            Target::Field(field) => field(&mut values.clone()).shown(),
            Target::Limit(limit) => match (limit.unit, limit.of(&values.server.limits)) {
                (Unit::Bytes, LimitValue::Number(bytes)) => Shown::Size(bytes),
                (Unit::LongSeconds, LimitValue::Number(seconds)) => {
                    Shown::Text(duration::show(Duration::from_secs(seconds)))
                }
                (_, LimitValue::Number(number)) => Shown::Number(number),
                (_, LimitValue::Switch(on)) => Shown::Switch(on),
            },
        };
        match shown {
            Shown::Text(text) => Shown::Text(self.conceal(&text)),
            shown => shown,
        }
    }

    /// Returns `text` without secrets, if it may hold any.
    pub(super) fn conceal(&self, text: &str) -> String {
        if self.secret { secret::conceal(text) } else { text.to_owned() }
    }
}

fn limit_value(unit: Unit, text: &str) -> Result<LimitValue, String> {
    let number = match unit {
        Unit::Bytes => size::parse(text),
        Unit::Seconds | Unit::LongSeconds => duration::parse_seconds(text),
        Unit::Count | Unit::Levels | Unit::PerSecond => text.parse().map_err(|_| "a whole number".to_owned()),
        Unit::Switch => {
            return text.parse().map(LimitValue::Switch).map_err(|_| "true or false".to_owned());
        }
    };
    number.map(LimitValue::Number)
}
