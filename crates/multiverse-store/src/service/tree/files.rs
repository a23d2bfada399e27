//! Writing files that are on stable storage and the same for the same content.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};
use serde::Serialize;
use serde_json::Value;

use super::TreeError;

/// zlib's default, and what the earlier implementation wrote.
const LEVEL: u32 = 6;

/// Writes `value` as indented JSON.
pub(in crate::service) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), TreeError> {
    let written = (|| {
        let mut out = BufWriter::new(File::create_new(path)?);
        serde_json::to_writer_pretty(&mut out, value)?;
        out.write_all(b"\n")?;
        out.into_inner()?.sync_all()
    })();
    written.map_err(TreeError::write(path))
}

/// Writes `bytes` as they are.
pub(in crate::service) fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), TreeError> {
    let written = (|| {
        let mut out = File::create_new(path)?;
        out.write_all(bytes)?;
        out.sync_all()
    })();
    written.map_err(TreeError::write(path))
}

/// Writes `bytes` as one gzip member without a name or a time, so that equal bytes make equal files.
pub(in crate::service) fn write_gzip(path: &Path, bytes: &[u8]) -> Result<(), TreeError> {
    let written = (|| {
        let out = BufWriter::new(File::create_new(path)?);
        let mut gzip = GzBuilder::new().mtime(0).operating_system(255).write(out, Compression::new(LEVEL));
        gzip.write_all(bytes)?;
        gzip.finish()?.into_inner()?.sync_all()
    })();
    written.map_err(TreeError::write(path))
}

/// Makes the names in a directory durable.
pub(in crate::service) fn sync_directory(path: &Path) -> Result<(), TreeError> {
    // Windows opens no directories as files, and its file systems journal names.
    if cfg!(unix) {
        File::open(path).and_then(|d| d.sync_all()).map_err(TreeError::write(path))
    } else {
        Ok(())
    }
}

/// Makes a directory.
pub(in crate::service) fn make_directory(path: &Path) -> Result<(), TreeError> {
    crate::private::make_directory(path).map_err(TreeError::write(path))
}

/// A JSON object whose last member is a list that is written item by item, so that its length costs no memory.
pub(in crate::service) struct JsonList {
    path: PathBuf,
    out: BufWriter<File>,
    is_empty: bool,
}

impl JsonList {
    /// Starts the file with the members of `head`, then the list `name`.
    pub(in crate::service) fn create(
        path: PathBuf,
        head: &[(&str, Value)],
        name: &str,
    ) -> Result<Self, TreeError> {
        let started = (|| {
            let mut out = BufWriter::new(File::create_new(&path)?);
            out.write_all(b"{\n")?;
            for (member, value) in head {
                writeln!(out, "  \"{member}\": {value},")?;
            }
            write!(out, "  \"{name}\": [")?;
            Ok(out)
        })();
        let out = started.map_err(TreeError::write(&path))?;
        Ok(Self { path, out, is_empty: true })
    }

    /// Adds an item, which holds no raw JSON: its lines are indented.
    pub(in crate::service) fn push(&mut self, item: &impl Serialize) -> Result<(), TreeError> {
        let separator = if std::mem::take(&mut self.is_empty) { "\n    " } else { ",\n    " };
        let written = (|| {
            let text = serde_json::to_string_pretty(item)?.replace('\n', "\n    ");
            self.out.write_all(separator.as_bytes())?;
            self.out.write_all(text.as_bytes())
        })();
        written.map_err(TreeError::write(&self.path))
    }

    /// Ends the file.
    pub(in crate::service) fn finish(mut self) -> Result<(), TreeError> {
        let end = if self.is_empty { "]\n}\n" } else { "\n  ]\n}\n" };
        let written = (|| {
            self.out.write_all(end.as_bytes())?;
            self.out.into_inner()?.sync_all()
        })();
        written.map_err(TreeError::write(&self.path))
    }
}
