//! The `multiverse` command: persistence for worlds that branch.

mod cli;
mod compact;
mod demo;
mod export;
mod failure;
mod gc;
mod import;
mod logging;
mod open_files;
mod progress_bar;
mod serve;
mod settings;
mod signals;
mod terminal;
mod verify;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
