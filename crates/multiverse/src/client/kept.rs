//! Documents that were saved or loaded lately, so that the next save need send no more than what changed since.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::Bytes;
use etcetera::BaseStrategy;
use multiverse_client::Base;
use multiverse_model::Checksum;

use super::private::make_private_directory;
use super::variables::Variable;

/// How much is kept. What was kept first goes first.
const MAX_BYTES: u64 = 256 << 20;

/// A directory of documents, each called by its checksum. Nothing depends on it: what is not there, or not as it should
/// be, is sent whole.
#[derive(Debug)]
pub(super) struct Kept(Option<PathBuf>);

impl Kept {
    /// In the platform's directory for what can be made anew, or where `MULTIVERSE_CACHE_DIR` says.
    pub(super) fn of_this_user() -> Self {
        let platform = || Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("multiverse"));
        Self(
            Variable::CacheDir
                .value()
                .map(PathBuf::from)
                .or_else(platform)
                .map(|path| path.join("documents")),
        )
    }

    /// Nowhere: keeps nothing and has nothing.
    pub(super) fn nowhere() -> Self {
        Self(None)
    }

    /// A document, as what a delta is made against.
    pub(super) fn base(&self, checksum: Checksum) -> Option<Base> {
        let path = self.0.as_ref()?.join(checksum.hex());
        let mut bytes = Vec::new();
        File::open(&path).ok()?.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
        if Checksum::of(&bytes) == checksum {
            return Some(Base { checksum, bytes: bytes.into() });
        }
        tracing::debug!(path = %path.display(), "what was kept is damaged");
        // If it cannot be removed, it is passed over again.
        let _ = fs::remove_file(path);
        None
    }

    /// Keeps a document.
    pub(super) fn keep(&self, checksum: Checksum, bytes: &Bytes) {
        self.add(checksum, |file| file.write_all(bytes));
    }

    /// Keeps a document that is in a file.
    pub(super) fn keep_file(&self, checksum: Checksum, path: &Path) {
        self.add(checksum, |file| io::copy(&mut File::open(path)?, file).map(drop));
    }

    fn add(&self, checksum: Checksum, write: impl FnOnce(&mut File) -> io::Result<()>) {
        let Some(directory) = &self.0 else { return };
        if let Err(error) = add(directory, &checksum.hex(), write).and_then(|()| tidy(directory)) {
            tracing::debug!(%error, "a document is not kept");
        }
    }
}

fn add(directory: &Path, name: &str, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    make_private_directory(directory)?;
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(directory)?;
    write(file.as_file_mut())?;
    file.persist(directory.join(name))?;
    Ok(())
}

/// Removes what is too much, the oldest first.
fn tidy(directory: &Path) -> io::Result<()> {
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for file in fs::read_dir(directory)? {
        let file = file?;
        let metadata = file.metadata()?;
        files.push((metadata.modified()?, metadata.len(), file.path()));
    }
    files.sort();
    let mut total: u64 = files.iter().map(|(_, length, _)| length).sum();
    for (_, length, path) in files {
        if total <= MAX_BYTES {
            break;
        }
        fs::remove_file(path)?;
        total -= length;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_had_again_and_what_is_damaged_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let kept = Kept(Some(directory.path().join("a/documents")));
        let bytes = Bytes::from_static(b"a world");
        let checksum = Checksum::of(&bytes);
        assert!(kept.base(checksum).is_none());
        kept.keep(checksum, &bytes);
        assert_eq!(kept.base(checksum).unwrap().bytes, bytes);
        let path = directory.path().join("a/documents").join(checksum.hex());
        fs::write(&path, "another").unwrap();
        assert!(kept.base(checksum).is_none());
        assert!(!path.exists());
        Kept::nowhere().keep(checksum, &bytes);
        assert!(Kept::nowhere().base(checksum).is_none());
    }

    #[test]
    fn the_oldest_goes_when_there_is_too_much() {
        let directory = tempfile::tempdir().unwrap();
        for (age, name) in ["young", "old"].into_iter().enumerate() {
            let file = File::create(directory.path().join(name)).unwrap();
            // Files with a hole: as long as they say, and next to nothing on disk.
            file.set_len(MAX_BYTES / 2 + 1).unwrap();
            let age = std::time::Duration::from_secs(1000 * age as u64 + 1);
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(10_000) - age).unwrap();
        }
        tidy(directory.path()).unwrap();
        assert!(directory.path().join("young").exists());
        assert!(!directory.path().join("old").exists());
    }
}
