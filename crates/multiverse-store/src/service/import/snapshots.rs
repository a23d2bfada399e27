//! `timeline.json` and `snapshots/` of one universe.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use multiverse_model::{Millis, SnapshotId};
use serde_json::value::RawValue;

use super::append::{Appended, Batch};
use super::draft::Draft;
use super::importer::Importer;
use super::members::Members;
use super::metadata::Metadata;
use super::preceding::Preceding;
use super::{append, document};
use crate::Document;
use crate::catalog::tables::snapshots;
use crate::service::tree::{TreeError, relative_path};

/// The largest `timeline.json` that is read: a few million entries.
const MAX_TIMELINE_BYTES: u64 = 2 << 30;

/// Entries that share a transaction. Their documents are in the vault or small by then.
const BATCH: usize = 64;

impl Importer {
    /// Imports the entries of a universe in the order in which it got them.
    pub(super) fn snapshots(&mut self, path: &Path, metadata: &Metadata) -> Result<(), TreeError> {
        let Some((mut drafts, named)) = self.timeline(path) else { return Ok(()) };
        // The earlier implementation numbered nothing; there, time tells.
        drafts.sort_by_key(|draft| (draft.ordinal.unwrap_or(u64::MAX), draft.timestamp, draft.tick));
        self.strays(&path.join("snapshots"), &named, &mut drafts)?;
        let total = drafts.len();
        let mut batch = Batch::new(metadata.id.clone());
        let mut before = Preceding::default();
        let begins = metadata.fork.as_ref().map(|fork| fork.tick);
        for (place, draft) in drafts.into_iter().enumerate() {
            let fallback = metadata.last_snapshot_at.or(metadata.created_at);
            let at = if place + 1 == total { metadata.last_snapshot_at } else { None };
            // Earlier ones are refused when they are added; what is not there must not be built upon.
            let is_sound = begins.is_none_or(|begins| draft.tick >= begins);
            let place = place as u64 + 1;
            let added = self.snapshot(path, draft, place, (at, fallback), &before, &mut batch)?;
            if let Some(added) = added.filter(|_| is_sound) {
                before = added;
            }
            if batch.len() == BATCH {
                self.append(path, &mut batch)?;
            }
        }
        self.append(path, &mut batch)
    }

    /// The entries of `timeline.json` and the names of all their files, also of entries that were refused; none at all
    /// if it cannot be read, and empty if it is not there.
    fn timeline(&mut self, path: &Path) -> Option<(Vec<Draft>, HashSet<String>)> {
        let file = path.join("timeline.json");
        let found = self.read_object(&file, MAX_TIMELINE_BYTES);
        let entries = found.and_then(|found| match found {
            Some(members) => members.required::<Vec<Box<RawValue>>>("snapshots").map(Some),
            None => Ok(None),
        });
        let entries = match entries {
            Ok(Some(entries)) => entries,
            Ok(None) => {
                self.skip(&file, "there is no such file; snapshots are imported by their names");
                Vec::new()
            }
            Err(reason) => {
                self.skip(&file, reason);
                return None;
            }
        };
        let (mut drafts, mut named) = (Vec::with_capacity(entries.len()), HashSet::new());
        for (place, entry) in entries.into_iter().enumerate() {
            let members = Members::parse(entry.get());
            named.extend(members.as_ref().ok().and_then(|members| members.lenient::<String>("filename")));
            match members.and_then(|members| Draft::read(&members)) {
                Ok(draft) => {
                    named.extend(draft.filenames.iter().cloned());
                    drafts.push(draft);
                }
                Err(reason) => self.skip(&file.join(format!("snapshots[{place}]")), reason),
            }
        }
        Some((drafts, named))
    }

    /// Adds drafts for snapshots that no entry names.
    fn strays(
        &mut self,
        folder: &Path,
        named: &HashSet<String>,
        drafts: &mut Vec<Draft>,
    ) -> Result<(), TreeError> {
        let mut strays = Vec::new();
        for (prefix, folder) in [("", folder.to_owned()), ("canonical/", folder.join("canonical"))] {
            for name in self.list(&folder)? {
                let filename = format!("{prefix}{}", name.to_string_lossy());
                if filename == "canonical" || named.contains(&filename) {
                    continue;
                }
                match Draft::of_stray(&filename) {
                    Some(draft) => {
                        let reason =
                            format!("no entry names it; imported as tick {}, as it is called", draft.tick);
                        self.skip(&folder.join(&name), reason);
                        strays.push(draft);
                    }
                    None => self.skip(&folder.join(&name), "no entry names it, and its name tells no tick"),
                }
            }
        }
        strays.sort_by_key(|draft| draft.tick);
        drafts.extend(strays);
        Ok(())
    }

    /// Reads one entry's document and adds both to the batch, or says why not. `place` is the entry's in its timeline.
    /// Answers what the next one follows, if that has changed.
    fn snapshot(
        &mut self,
        path: &Path,
        mut draft: Draft,
        place: u64,
        (at, fallback): (Option<Millis>, Option<Millis>),
        before: &Preceding,
        batch: &mut Batch,
    ) -> Result<Option<Preceding>, TreeError> {
        draft.timestamp = draft.timestamp.or(fallback);
        if let Some(id) = draft.id.clone() {
            let found = self.wait(self.store.read(move |tx| Ok(snapshots::find(tx, &id)?)))?;
            if let Some(there) = found {
                if append::is_same(&there.entry, &draft, batch.universe()) {
                    self.report.already_there.snapshots += 1;
                    return Ok(Some(Preceding::stored(there.entry.checksum)));
                }
                self.skip(&shown(path, &draft), "another snapshot in the store has its id");
                return Ok(None);
            }
        }
        let document = match draft.has_snapshot {
            false => None,
            true => match self.document(path, &mut draft) {
                Ok(document) => Some(document),
                Err(reason) => {
                    self.skip(&shown(path, &draft), reason);
                    return Ok(None);
                }
            },
        };
        let placed = match &document {
            Some(document) => Some(self.place(path, document, before, batch)?),
            None => None,
        };
        let (content, follows) = placed.unzip();
        let checksum = document.map(|document| *document.checksum());
        let id = SnapshotId::generate(self.store.now_ms(), self.store.random()?);
        batch.push(Appended { draft, place, at, id, checksum, content: content.flatten() });
        Ok(follows)
    }

    fn document(&self, path: &Path, draft: &mut Draft) -> Result<Document, String> {
        let mut found = None;
        for name in &draft.filenames {
            let relative = relative_path(name).ok_or("its file name leads out of the tree")?;
            if let Some(file) = self.open(&path.join("snapshots").join(relative))? {
                found = Some(file);
                break;
            }
        }
        let file = found.ok_or("there is no such file")?;
        let document = Document::new(document::unpack(file, self.max_document_bytes)?.into());
        draft.accept(document.bytes(), document.checksum())?;
        Ok(document)
    }

    pub(super) fn append(&mut self, path: &Path, batch: &mut Batch) -> Result<(), TreeError> {
        let (report, skipped) = batch.commit(self)?;
        self.report.imported.snapshots += report.0;
        self.report.already_there.snapshots += report.1;
        for (draft, reason) in skipped {
            self.skip(&shown(path, &draft), reason);
        }
        Ok(())
    }
}

/// Where the report says that an entry is. Its name is shown as it stands: nothing is opened by it.
fn shown(path: &Path, draft: &Draft) -> PathBuf {
    let name = draft.filenames.first().map_or("", String::as_str);
    PathBuf::from(format!("{}/snapshots/{name}", path.display()))
}
