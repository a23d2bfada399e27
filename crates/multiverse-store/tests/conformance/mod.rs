//! The laws of the two traits as functions that every engine has to pass, and the engines that do.

pub(crate) mod catalog;
pub(crate) mod vault;

mod directory;
mod sqlite;
