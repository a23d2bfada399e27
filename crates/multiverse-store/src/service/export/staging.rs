//! The place where an export is written before it gets its name.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::service::tree::TreeError;
use crate::service::tree::files::{make_directory, sync_directory};

/// A directory beside the target; removed unless it became the target.
pub(super) struct Staging {
    target: PathBuf,
    path: PathBuf,
}

impl Staging {
    /// Checks that `target` is empty or absent. `random` tells exports to the same target apart.
    pub(super) fn begin(target: &Path, random: u64) -> Result<Self, TreeError> {
        let target = std::path::absolute(target).map_err(TreeError::write(target))?;
        let no_name = || TreeError::NoName { path: target.clone() };
        let mut name = target.file_name().ok_or_else(no_name)?.to_owned();
        name.push(format!(".partial-{random:016x}"));
        let parent = target.parent().ok_or_else(no_name)?;
        std::fs::create_dir_all(parent).map_err(TreeError::write(parent))?;
        // Now rather than at the end: where another file system is mounted, no directory can be renamed to it, and
        // nobody should learn that after an hour.
        match std::fs::remove_dir(&target) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) if error.kind() == ErrorKind::ResourceBusy => return Err(no_name()),
            Err(error)
                if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::NotADirectory)
                    || target.exists() =>
            {
                return Err(TreeError::NotEmpty { path: target });
            }
            Err(error) => return Err(TreeError::write(&target)(error)),
        }
        Ok(Self { path: parent.join(name), target })
    }

    /// Makes the directory, in place of what an earlier run left in it.
    pub(super) fn fresh(&self) -> Result<&Path, TreeError> {
        match std::fs::remove_dir_all(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(TreeError::write(&self.path)(error));
            }
            _ => make_directory(&self.path)?,
        }
        Ok(&self.path)
    }

    /// Gives the directory its name. Fails if something else has got it meanwhile.
    pub(super) fn finish(&self) -> Result<(), TreeError> {
        sync_directory(&self.path)?;
        if self.target.exists() {
            return Err(TreeError::NotEmpty { path: self.target.clone() });
        }
        std::fs::rename(&self.path, &self.target).map_err(TreeError::write(&self.target))?;
        self.target.parent().map_or(Ok(()), sync_directory)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Of an export that failed; of a finished one there is nothing under this name.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
