//! Files that the client's commands write: whole or not at all.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::NamedTempFile;

use super::read::read_at_most;
use super::trouble::Trouble;
use crate::failure::Exit;

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// It is not touched, and nothing is begun.
    Refused,
    /// It is not touched, and fine if it has the very bytes that would be written: what wrote it is repeated.
    KeptIfSame,
    /// It is replaced.
    Replaced,
}

/// A file that gets its name only when it is whole. Until then it stands beside its place, and goes by itself.
#[derive(Debug)]
pub(super) struct OutFile {
    target: PathBuf,
    temporary: NamedTempFile,
    existing: Existing,
}

impl OutFile {
    /// Begins a file, so that it is known that it can be written before anything else is done.
    ///
    /// # Errors
    /// [`Exit::Conflict`] if it is there already and may not be, [`Exit::Usage`] if it is no file.
    pub(super) fn begin(path: &Path, existing: Existing) -> Result<Self, Trouble> {
        let target = target(path, existing)?;
        let temporary = temporary_beside(&target)?;
        Ok(Self { target, temporary, existing })
    }

    /// Where its bytes are until it has its name.
    pub(super) fn temporary(&self) -> &NamedTempFile {
        &self.temporary
    }

    /// Writes all of its bytes, and gives it its name.
    pub(super) fn fill(mut self, bytes: &[u8]) -> Result<Named, Trouble> {
        self.temporary.write_all(bytes).with_context(|| cannot(&self.target))?;
        self.name()
    }

    /// Gives it its name. From then on it is on stable storage.
    pub(super) fn name(self) -> Result<Named, Trouble> {
        let Self { target, temporary, existing } = self;
        temporary.as_file().sync_all().with_context(|| cannot(&target))?;
        let named = match existing {
            Existing::Replaced => temporary.persist(&target),
            Existing::Refused | Existing::KeptIfSame => temporary.persist_noclobber(&target),
        };
        let is_new = match named {
            Ok(_) => true,
            Err(error) if error.error.kind() != ErrorKind::AlreadyExists => {
                return Err(anyhow::Error::from(error.error).context(cannot(&target)).into());
            }
            Err(error) if existing == Existing::KeptIfSame && is_same(&target, error.file.path())? => false,
            // Perhaps somebody else wrote it meanwhile.
            Err(_) => return Err(is_there(&target)),
        };
        sync_directory(&target).with_context(|| cannot(&target))?;
        Ok(Named { path: target, is_new })
    }
}

/// A file that is on stable storage under its name.
#[derive(Debug)]
pub(super) struct Named {
    path: PathBuf,
    is_new: bool,
}

impl Named {
    /// Removes it again, unless it was there before.
    pub(super) fn take_back(self) -> Result<(), Trouble> {
        if self.is_new {
            let cannot = || format!("{} cannot be removed, and is not to be used", self.path.display());
            fs::remove_file(&self.path).with_context(cannot)?;
        }
        Ok(())
    }
}

/// The file to be written: what a link leads to, if it is one.
fn target(path: &Path, existing: Existing) -> Result<PathBuf, Trouble> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(anyhow::Error::from(error).context(cannot(path)).into()),
        Ok(metadata) if !metadata.is_file() => {
            let sentence = format!("{} is no file; choose another name, or - for stdout", path.display());
            Err(Trouble::told(Exit::Usage, sentence))
        }
        Ok(_) if existing == Existing::Refused => Err(is_there(path)),
        Ok(_) => Ok(fs::canonicalize(path)?),
    }
}

fn cannot(path: &Path) -> String {
    format!("{} cannot be written", path.display())
}

fn is_there(path: &Path) -> Trouble {
    let sentence =
        format!("{} is there already; choose another name, or replace it with --force", path.display());
    Trouble::told(Exit::Conflict, sentence)
}

fn is_same(target: &Path, written: &Path) -> Result<bool, Trouble> {
    let length = fs::metadata(written)?.len();
    Ok(fs::metadata(target)?.len() == length && read_at_most(target, length)? == fs::read(written)?)
}

/// A file beside the target, which goes by itself if it does not become the target.
fn temporary_beside(target: &Path) -> Result<NamedTempFile, Trouble> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".multiverse-");
    // As any other file of this user; the default would hide the world from everybody else.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let made = builder.tempfile_in(directory(target));
    Ok(made.with_context(|| cannot(target))?)
}

fn directory(target: &Path) -> &Path {
    target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Until then a machine that stops may forget the name of the file.
#[cfg(unix)]
fn sync_directory(target: &Path) -> std::io::Result<()> {
    fs::File::open(directory(target))?.sync_all()
}

/// Windows has no such thing: the system keeps names in its journal.
#[cfg(not(unix))]
fn sync_directory(_target: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays_unless_it_is_to_be_replaced() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("tom.json");
        let write =
            |bytes: &[u8], existing| OutFile::begin(&path, existing).and_then(|file| file.fill(bytes));
        assert!(write(b"1", Existing::Refused).unwrap().is_new);
        assert!(write(b"2", Existing::Refused).is_err());
        assert!(write(b"2", Existing::KeptIfSame).is_err());
        assert!(!write(b"1", Existing::KeptIfSame).unwrap().is_new);
        assert_eq!(fs::read(&path).unwrap(), b"1");
        assert!(write(b"2", Existing::Replaced).unwrap().is_new);
        assert_eq!(fs::read(&path).unwrap(), b"2");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_was_there_before_is_not_taken_back() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("tom.json");
        let write = || OutFile::begin(&path, Existing::KeptIfSame).unwrap().fill(b"1").unwrap();
        let first = write();
        write().take_back().unwrap();
        assert!(path.exists());
        first.take_back().unwrap();
        assert!(!path.exists());
    }
}
