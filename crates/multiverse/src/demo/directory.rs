//! The directory of a demo: a store, and beside it the machines of the demo's players.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// Where the players' saves are.
pub(super) fn players(data: &Path) -> PathBuf {
    data.join("players")
}

/// Makes the directory, or takes one that a demo made before.
///
/// # Errors
/// It cannot be made, or there is a store in it that is not a demo's: the demo's players must not play in that.
pub(super) fn prepare(data: &Path) -> anyhow::Result<()> {
    let players = players(data);
    if data.join("catalog.sqlite").exists() && !players.is_dir() {
        bail!(
            "{} has a store that this demo did not make; choose another directory with --data, or remove it",
            data.display()
        );
    }
    // Before the store: one without it is somebody else's.
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&players).with_context(|| format!("cannot make the directory {}", players.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_directory_and_a_demos_are_taken_and_a_servers_is_not() {
        let root = tempfile::tempdir().unwrap();
        let demo = root.path().join("demo");
        prepare(&demo).unwrap();
        std::fs::write(demo.join("catalog.sqlite"), "").unwrap();
        prepare(&demo).unwrap();
        std::fs::remove_dir(players(&demo)).unwrap();
        assert!(prepare(&demo).unwrap_err().to_string().contains("choose another directory with --data"));
    }
}
