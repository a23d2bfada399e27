//! The flags, made from the table.

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use super::field::{Form, Shown};
use super::given::{Given, Source};
use super::setting::Setting;
use super::table;
use super::values::Values;

/// The flag that names the settings file.
pub(super) const CONFIG: &str = "config";

/// The flags of all settings, and `--config`.
#[derive(Clone, Debug, Default)]
pub(crate) struct SettingFlags {
    pub(super) config: Option<String>,
    given: Vec<(&'static str, Vec<String>)>,
}

impl SettingFlags {
    /// Returns the settings that are given here.
    pub(super) fn given(&self) -> Vec<Given> {
        let given = self.given.iter().filter_map(|(name, texts)| {
            let setting = table::find(name)?;
            Some(Given { setting, texts: texts.clone(), source: Source::Flag(name) })
        });
        given.collect()
    }
}

impl Args for SettingFlags {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new(CONFIG)
            .long(CONFIG)
            .value_name("FILE")
            .help("The settings file [env: MULTIVERSE_CONFIG] [default: multiverse.toml, if it exists]");
        command.arg(config).args(table::all().map(arg))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SettingFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let texts = |name| matches.get_many::<String>(name).into_iter().flatten().cloned().collect();
        let given = table::all()
            .map(|setting| setting.name)
            .filter(|name| matches.value_source(name) == Some(ValueSource::CommandLine))
            .map(|name| (name, texts(name)));
        Ok(Self { config: matches.get_one(CONFIG).cloned(), given: given.collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Texts of flags are read by us rather than by clap, so that an error looks the same wherever a value comes from.
fn arg(setting: Setting) -> Arg {
    let arg = Arg::new(setting.name)
        .long(setting.name)
        .help(help(&setting))
        .help_heading(setting.group.title())
        .hide_possible_values(true);
    match setting.form() {
        Form::One(word) => arg.value_name(word),
        Form::Many(word) => arg.value_name(word).action(ArgAction::Append),
        Form::Switch => {
            arg.value_name("true|false").num_args(0..=1).require_equals(true).default_missing_value("true")
        }
    }
}

fn help(setting: &Setting) -> String {
    let default = match setting.shown(&Values::default()) {
        Shown::Unset => String::new(),
        Shown::List(texts) if texts.is_empty() => String::new(),
        shown => format!(" [default: {}]", shown.texts().unwrap_or_default().join(", ")),
    };
    let repeatable = match setting.form() {
        Form::Many(_) => " [repeatable]",
        Form::One(_) | Form::Switch => "",
    };
    format!("{} [env: {}]{default}{repeatable}", setting.help, setting.variable())
}

#[cfg(test)]
impl<const N: usize> From<[&str; N]> for SettingFlags {
    fn from(flags: [&str; N]) -> Self {
        let command = Self::augment_args(Command::new("multiverse").no_binary_name(true));
        let matches = command.try_get_matches_from(flags).expect("the flags are there");
        Self::from_arg_matches(&matches).expect("clap has checked them")
    }
}
