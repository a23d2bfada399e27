//! Directories that hold what is private.

use std::path::Path;

/// Makes a directory and those above it that are missing. One that is made is for its owner alone: private
/// universes are in it, and the hashes of tokens. One that is there stays as its owner set it.
///
/// # Errors
/// The operating system's.
pub(crate) fn make_directory(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_made_directory_is_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let made = directory.path().join("a/b");
        super::make_directory(&made).unwrap();
        assert_eq!(std::fs::metadata(&made).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
