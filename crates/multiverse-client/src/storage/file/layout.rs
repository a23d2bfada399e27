//! What the files are called.

use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

use super::super::SaveRecord;
use super::durable::read_at_most;

/// Saves that share a folder: a folder of tens of thousands of files is slow in some file systems, and full in some.
const PER_FOLDER: u64 = 1000;

/// The folder of a storage. Only sequence numbers and digests become names, never an id or a key.
pub(super) struct Layout {
    root: PathBuf,
}

/// What a file in a folder of saves is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The record: the save exists.
    Record,
    /// A record that is being written.
    NewRecord,
    /// The record of a save that no longer exists, and whose document is being removed.
    DeletedRecord,
    /// The document.
    Document,
    /// A document that is being written, or whose record has just been.
    NewDocument,
}

/// What follows the sequence number in a name.
const ENDINGS: [(&str, Part); 7] = [
    ("record.json", Part::Record),
    ("record.json.new", Part::NewRecord),
    ("record.json.deleted", Part::DeletedRecord),
    ("json", Part::Document),
    ("bin", Part::Document),
    ("json.new", Part::NewDocument),
    ("bin.new", Part::NewDocument),
];

/// The files of one save.
pub(super) struct SaveFiles {
    pub folder: PathBuf,
    pub record: PathBuf,
    pub new_record: PathBuf,
    pub deleted_record: PathBuf,
    pub document: PathBuf,
    pub new_document: PathBuf,
}

impl Layout {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the folders of saves.
    pub(super) fn saves(&self) -> PathBuf {
        self.root.join("saves")
    }

    pub(super) fn notes(&self) -> PathBuf {
        self.root.join("notes")
    }

    pub(super) fn files(&self, record: &SaveRecord) -> SaveFiles {
        let folder = self.saves().join(folder_name(record.sequence));
        let file = |ending: &str| folder.join(format!("{}.{ending}", record.sequence));
        let kind = record.content_type.split(';').next().unwrap_or_default().trim();
        let json = kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json");
        let extension = if json { "json" } else { "bin" };
        SaveFiles {
            record: file("record.json"),
            new_record: file("record.json.new"),
            deleted_record: file("record.json.deleted"),
            document: file(extension),
            new_document: file(&format!("{extension}.new")),
            folder,
        }
    }

    /// The document of a save, as it is now; none if its file is gone.
    pub(super) fn read_document(&self, record: &SaveRecord) -> Result<Option<Vec<u8>>> {
        let files = self.files(record);
        for path in [&files.document, &files.new_document] {
            match read_at_most(path, record.size.saturating_add(1)) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                read => return read.map(Some),
            }
        }
        Ok(None)
    }

    /// Bytes of all files.
    pub(super) fn stored_bytes(&self) -> Result<u64> {
        let mut bytes = folder_bytes(&self.notes())?;
        for folder in std::fs::read_dir(self.saves())? {
            let folder = folder?;
            if folder.file_type()?.is_dir() {
                bytes += folder_bytes(&folder.path())?;
            }
        }
        Ok(bytes)
    }
}

fn folder_bytes(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for file in std::fs::read_dir(folder)? {
        match file?.metadata() {
            Ok(metadata) => bytes += metadata.len(),
            // It was replaced meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(bytes)
}

/// The folder of the saves of a thousand: `0xxx`, `1xxx`, `12xxx`.
pub(super) fn folder_name(sequence: u64) -> String {
    format!("{}xxx", sequence / PER_FOLDER)
}

/// Whose file it is and which, if it is one of ours.
pub(super) fn parse(name: &str) -> Option<(u64, Part)> {
    let (digits, ending) = name.split_once('.')?;
    let sequence: u64 = digits.parse().ok().filter(|sequence: &u64| sequence.to_string() == digits)?;
    let (_, part) = ENDINGS.into_iter().find(|(known, _)| *known == ending)?;
    Some((sequence, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_ours_say_what_they_are() {
        assert_eq!(parse("12.record.json"), Some((12, Part::Record)));
        assert_eq!(parse("12.bin.new"), Some((12, Part::NewDocument)));
        for other in [
            "012.json", "12.txt", "12", "12.", ".json", "+1.json", "-1.json", "12.json~", "12 .json",
            "12.JSON",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_thousand_saves_share_a_folder() {
        assert_eq!([1, 999, 1000, 12_345].map(folder_name), ["0xxx", "0xxx", "1xxx", "12xxx"]);
    }
}
