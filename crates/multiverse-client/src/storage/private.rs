//! Directories for what is nobody else's business.

use std::fs::{DirBuilder, File};
use std::io::{ErrorKind, Result};
use std::path::Path;

/// Makes a directory and those above it that are missing, for their owner alone and durably. One that is there stays
/// as it is.
pub(super) fn make_directory(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_directory(parent)?;
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made.and_then(|()| sync_directory(parent)),
    }
}

/// Waits until the names in a directory are on the disk as they are now.
pub(super) fn sync_directory(path: &Path) -> Result<()> {
    // Elsewhere a directory cannot be opened as a file; there the file system's own journal has to do.
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}
