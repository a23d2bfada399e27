//! Settings: flags over `MULTIVERSE_*` variables over `multiverse.toml` over defaults.
//!
//! To add a setting: a field in [`values`], and an entry in [`table`]. Its flag, its variable, its key in
//! the file, `multiverse config` and `docs/settings.md` (`make docs`) follow. To add a limit: an entry in
//! `limits.rs` of the server is enough.

mod duration;
mod environment;
mod error;
mod field;
mod file;
mod flags;
mod given;
mod print;
mod resolved;
mod secret;
mod setting;
mod size;
mod suggest;
mod table;
mod values;

pub(crate) use duration::parse as parse_duration;
pub(crate) use environment::Environment;
pub(crate) use error::{SettingsError, SettingsWarning};
pub(crate) use flags::SettingFlags;
pub(crate) use print::markdown;
pub(crate) use resolved::Resolved;
pub(crate) use values::{ChainDepth, Settings};
