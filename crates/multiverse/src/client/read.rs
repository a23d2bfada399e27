//! Reading files and stdin, up to a bound.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context;

use super::look::bytes;
use super::trouble::Trouble;
use crate::failure::Exit;

/// The largest document that is read: as large as one that is loaded may be.
const MAX_DOCUMENT: u64 = 256 << 20;

/// A document from a file, or from stdin for `-`.
pub(super) fn document(path: &Path) -> Result<Vec<u8>, Trouble> {
    if path.as_os_str() == "-" {
        return at_most(std::io::stdin().lock(), MAX_DOCUMENT, "stdin");
    }
    read_at_most(path, MAX_DOCUMENT)
}

/// A file's bytes, if they are no more than `most`.
pub(super) fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, Trouble> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("{name} cannot be read"))?;
    at_most(file, most, &name)
}

fn at_most(source: impl Read, most: u64, name: &str) -> Result<Vec<u8>, Trouble> {
    let mut text = Vec::new();
    let mut source = source.take(most.saturating_add(1));
    source.read_to_end(&mut text).with_context(|| format!("{name} cannot be read"))?;
    if text.len() as u64 > most {
        let sentence = format!("{name} has more than the {} that are taken; send less", bytes(most));
        return Err(Trouble::told(Exit::Refused, sentence));
    }
    Ok(text)
}
