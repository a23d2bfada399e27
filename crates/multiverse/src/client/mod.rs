//! The commands that are a client of a server: git's habits, our words.
//!
//! To add one: a file here with its arguments and a function that runs it, and its variant in `cli.rs`. It opens a
//! [`session`], asks the server, and says what came of it through [`look`] to people or through [`json`] to programs.
//! How it may fail is in [`trouble`].

pub(crate) mod arrivals;
pub(crate) mod arrive;
pub(crate) mod create;
mod credentials;
mod entry;
pub(crate) mod fork;
pub(crate) mod journey;
mod json;
mod kept;
mod list;
pub(crate) mod load;
pub(crate) mod log;
pub(crate) mod login;
pub(crate) mod logout;
mod look;
pub(crate) mod ls;
mod options;
mod out;
mod out_file;
pub(crate) mod passage;
mod place;
mod private;
mod read;
pub(crate) mod reject;
pub(crate) mod save;
mod session;
pub(crate) mod show;
mod transfer;
pub(crate) mod travel;
pub(crate) mod tree;
mod trouble;
mod variables;
pub(crate) mod watch;
pub(crate) mod whoami;

pub(crate) use variables::Variable;
