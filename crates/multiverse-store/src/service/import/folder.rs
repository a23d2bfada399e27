//! Reading a tree without leaving it.

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::importer::Importer;
use super::members::Members;
use crate::service::tree::TreeError;

impl Importer {
    /// The names in a directory, relative to the tree, sorted; none if there is no such directory.
    pub(super) fn list(&self, directory: &Path) -> Result<Vec<OsString>, TreeError> {
        let path = self.root.join(directory);
        if self.kind_of(directory).is_ok_and(|kind| !kind.is_dir()) || self.passes_link(directory) {
            return Ok(Vec::new());
        }
        let listed = match std::fs::read_dir(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(TreeError::read(&path))?,
        };
        let names = listed.map(|entry| entry.map(|entry| entry.file_name()));
        let mut names: Vec<_> = names.collect::<Result<_, _>>().map_err(TreeError::read(&path))?;
        names.sort();
        Ok(names)
    }

    fn kind_of(&self, path: &Path) -> std::io::Result<std::fs::FileType> {
        std::fs::symlink_metadata(self.root.join(path)).map(|metadata| metadata.file_type())
    }

    /// Whether a link is on the way to `path`: it could lead anywhere.
    pub(super) fn passes_link(&self, path: &Path) -> bool {
        path.ancestors()
            .filter(|part| !part.as_os_str().is_empty())
            .any(|part| self.kind_of(part).is_ok_and(|kind| kind.is_symlink()))
    }

    /// Opens a file of the tree; none if there is none. `path` is made of plain names.
    ///
    /// # Errors
    /// Why it is not read, for the report.
    pub(super) fn open(&self, path: &Path) -> Result<Option<File>, String> {
        if self.passes_link(path) {
            return Err("it is a link, or behind one; links are not followed".to_owned());
        }
        match self.kind_of(path) {
            Ok(kind) if kind.is_file() => {
                let opened = File::open(self.root.join(path));
                opened.map(Some).map_err(|error| format!("it cannot be read: {error}"))
            }
            Ok(_) => Err("it is not a file".to_owned()),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(format!("it cannot be read: {error}")),
        }
    }

    /// Reads a JSON object of at most `limit` bytes; none if there is no such file.
    ///
    /// # Errors
    /// Why it is not read, for the report.
    pub(super) fn read_object(&self, path: &Path, limit: u64) -> Result<Option<Members>, String> {
        self.read_text(path, limit)?.map(|text| Members::parse(&text)).transpose()
    }

    /// Reads a text of at most `limit` bytes; none if there is no such file.
    ///
    /// # Errors
    /// Why it is not read, for the report.
    pub(super) fn read_text(&self, path: &Path, limit: u64) -> Result<Option<String>, String> {
        let Some(file) = self.open(path)? else { return Ok(None) };
        let mut text = String::new();
        let read = file.take(limit + 1).read_to_string(&mut text);
        read.map_err(|error| format!("it cannot be read: {error}"))?;
        if text.len() as u64 > limit {
            return Err(format!("it has more than {limit} bytes"));
        }
        Ok(Some(text))
    }
}
