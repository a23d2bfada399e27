//! Notes, a file each.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Result};
use std::path::PathBuf;

use bytes::Bytes;
use multiverse_model::Checksum;
use serde::{Deserialize, Serialize};

use super::super::private::sync_directory;
use super::super::{StorageError, StorageFault};
use super::durable::{self, read_at_most};
use super::layout::Layout;

/// Characters of a key that are left in its file's name, for people.
const SHOWN: usize = 40;

/// The longest file: a note, its key with every byte escaped, and what is around them.
const LONGEST: u64 = 70 * 1024;

const ENDING: &str = ".note";
const NEW_ENDING: &str = ".note.new";

/// The keys of all notes.
#[derive(Debug, Default)]
pub(super) struct Notes {
    keys: BTreeSet<String>,
}

/// The first line of a note's file; the value is what follows it.
#[derive(Serialize, Deserialize)]
struct Heading {
    key: String,
    /// Of the value.
    checksum: Checksum,
}

impl Notes {
    /// Reads the keys, and removes what a crash left.
    pub(super) fn open(layout: &Layout, faults: &mut Vec<StorageFault>) -> Result<Self> {
        let mut keys = BTreeSet::new();
        for file in std::fs::read_dir(layout.notes())? {
            let path = file?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if is_named(name, NEW_ENDING) {
                durable::remove(&path)?;
            } else if is_named(name, ENDING) {
                match decode(&read_at_most(&path, LONGEST)?) {
                    Some((key, _)) if file_name(&key) == name => drop(keys.insert(key)),
                    _ => faults.push(StorageFault {
                        place: path.display().to_string(),
                        reason: "it is no note as it was written; restore it from a backup, or remove it"
                            .into(),
                    }),
                }
            }
        }
        Ok(Self { keys })
    }

    /// The keys that begin with `prefix`.
    pub(super) fn keys(&self, prefix: &str) -> Vec<String> {
        let from = self.keys.range(prefix.to_owned()..);
        from.take_while(|key| key.starts_with(prefix)).cloned().collect()
    }

    /// Remembers whether there is a note of that key.
    pub(super) fn set(&mut self, key: &str, is_there: bool) {
        if is_there {
            self.keys.insert(key.to_owned());
        } else {
            self.keys.remove(key);
        }
    }
}

/// The value of a note.
pub(super) fn read(layout: &Layout, key: &str) -> std::result::Result<Option<Bytes>, StorageError> {
    let path = path_of(layout, key);
    let bytes = match read_at_most(&path, LONGEST) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        read => read.map_err(StorageError::from_io)?,
    };
    match decode(&bytes) {
        Some((found, value)) if found == key => Ok(Some(Bytes::copy_from_slice(value))),
        _ => Err(StorageError::Unreadable {
            path: path.display().to_string(),
            reason: "a note is not as it was written".to_owned(),
        }),
    }
}

/// Writes a note, or removes it.
pub(super) fn write(layout: &Layout, key: &str, value: Option<&[u8]>) -> Result<()> {
    let path = path_of(layout, key);
    let Some(value) = value else {
        durable::remove(&path)?;
        return sync_directory(&layout.notes());
    };
    let heading = Heading { key: key.to_owned(), checksum: Checksum::of(value) };
    let heading = serde_json::to_vec(&heading)?;
    durable::replace(&path, &path.with_extension("note.new"), &[&heading, b"\n", value])
}

/// The key and the value of a note, if it is as it was written.
fn decode(bytes: &[u8]) -> Option<(String, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (heading, value) = (&bytes[..end], &bytes[end + 1..]);
    let heading: Heading = serde_json::from_slice(heading).ok()?;
    (Checksum::of(value) == heading.checksum).then_some((heading.key, value))
}

fn path_of(layout: &Layout, key: &str) -> PathBuf {
    layout.notes().join(file_name(key))
}

/// The file of a key, which is any text: what of it is safe in every file system, to be recognised by people, and its
/// SHA-256, by which no two keys have the same.
fn file_name(key: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let shown: String = key.chars().take(SHOWN).map(safe).collect();
    format!("{shown}~{}{ENDING}", Checksum::of(key.as_bytes()).hex())
}

fn is_named(name: &str, ending: &str) -> bool {
    let digest = name.strip_suffix(ending).and_then(|name| name.rsplit_once('~')).map(|(_, digest)| digest);
    digest.is_some_and(|digest| {
        digest.len() == 64
            && digest.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_keys_never_share_a_file_and_no_key_leaves_the_folder() {
        let keys = ["a", "A", "a/b", "a-b", "../../etc/passwd", "con", "", "é", "\0", &"x".repeat(300)];
        let names: BTreeSet<String> = keys.iter().map(|key| file_name(key).to_lowercase()).collect();
        assert_eq!(names.len(), keys.len());
        for name in names {
            assert!(is_named(&name, ENDING) && name.len() < 130, "{name}");
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"~-.".contains(&b)), "{name}");
        }
    }
}
