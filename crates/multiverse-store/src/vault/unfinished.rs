//! What `object_store` leaves in a directory when the process dies within a put.
//!
//! It writes `{key}#{number}` and renames that to `{key}`. Files of such names are hidden from its listings, and
//! nothing else would ever remove them.

use std::io::{ErrorKind, Result};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// Removes files that were staged before `before`, in milliseconds since 1970. Answers how many.
pub(super) fn remove_staged(directory: &Path, before: i64) -> Result<u64> {
    let before = UNIX_EPOCH + Duration::from_millis(u64::try_from(before).unwrap_or(0));
    let mut removed = 0;
    let folders = match std::fs::read_dir(directory) {
        // A vault that is not there has nothing unfinished, as it has nothing to list.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        folders => folders?,
    };
    for folder in folders {
        let folder = folder?;
        if !folder.file_type()?.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(folder.path())? {
            let file = file?;
            if !file.file_name().to_str().is_some_and(is_staged) {
                continue;
            }
            match file.metadata().and_then(|metadata| metadata.modified()) {
                Ok(modified) if modified <= before => {
                    std::fs::remove_file(file.path())?;
                    removed += 1;
                }
                Ok(_) => {}
                // It has got its name meanwhile.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(removed)
}

fn is_staged(name: &str) -> bool {
    let number = name.split_once('#').map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_staged_files_are_removed() {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join("ab");
        std::fs::create_dir(&folder).unwrap();
        for (name, written_at) in [("cd-1", 1), ("cd-1#1", 5), ("cd-1#2", 9), ("cd-1#x", 1), ("cd-1#", 1)] {
            let file = std::fs::File::create(folder.join(name)).unwrap();
            file.set_modified(UNIX_EPOCH + Duration::from_secs(written_at)).unwrap();
        }
        assert_eq!(remove_staged(directory.path(), 5_000).unwrap(), 1);
        assert!(!folder.join("cd-1#1").exists());
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 4);
    }
}
