//! Files that are on the disk when their writing ends.

use std::fs::{File, remove_file, rename};
use std::io::{ErrorKind, Read as _, Result, Write as _};
use std::path::Path;

use super::super::private::sync_directory;

/// Writes a file and waits until its bytes are on the disk. Its name is not, before its directory is synced.
pub(super) fn write(path: &Path, parts: &[&[u8]]) -> Result<()> {
    let mut file = File::create(path)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.sync_all()
}

/// Puts a file in the place of the one of that name, if there is one: a reader finds the one or the other, also after
/// a crash. `staged` is its name until then, in the same directory.
pub(super) fn replace(path: &Path, staged: &Path, parts: &[&[u8]]) -> Result<()> {
    let written = write(staged, parts).and_then(|()| rename(staged, path));
    if written.is_err() {
        // What is left of it would be removed when the storage is opened next.
        let _ = remove_file(staged);
    }
    written?;
    path.parent().map_or(Ok(()), sync_directory)
}

/// Removes a file. One that is not there is fine.
pub(super) fn remove(path: &Path) -> Result<()> {
    match remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Reads a file of ours, but no more than so many bytes. One that is longer is not ours, and does not decode.
pub(super) fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
