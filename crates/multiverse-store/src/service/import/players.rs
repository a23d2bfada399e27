//! `players/`

use std::path::Path;

use multiverse_model::{DisplayName, Millis, PlayerId};

use super::importer::Importer;
use super::members::Members;
use crate::catalog::tables::players as rows;
use crate::service::players;
use crate::service::tree::{Phase, TreeError};

/// The largest `profile.json` that is read.
const MAX_PROFILE_BYTES: u64 = 64 * 1024;

impl Importer {
    pub(super) fn players(&mut self) -> Result<(), TreeError> {
        let folder = Path::new("players");
        let names = self.list(folder)?;
        let total = names.len();
        for (done, name) in names.into_iter().enumerate() {
            if name != "index.json" {
                let path = folder.join(name).join("profile.json");
                match self.read_object(&path, MAX_PROFILE_BYTES) {
                    Ok(Some(profile)) => self.player(&path, &profile)?,
                    Ok(None) => self.skip(&path, "there is no such file"),
                    Err(reason) => self.skip(&path, reason),
                }
            }
            self.tell(Phase::Players, done + 1, total);
        }
        Ok(())
    }

    fn player(&mut self, path: &Path, profile: &Members) -> Result<(), TreeError> {
        let id: PlayerId = match profile.required("id") {
            Ok(id) => id,
            Err(reason) => {
                self.skip(path, reason);
                return Ok(());
            }
        };
        let name: Option<DisplayName> = match profile.optional("displayName") {
            Ok(name) => name,
            Err(reason) => {
                self.skip(path, format!("{reason}; the player is called by their id"));
                None
            }
        };
        let created_at: Option<Millis> = profile.lenient("createdAt");
        let last_seen: Option<Millis> = profile.lenient("lastSeen");
        let is_new = self.change(move |change| {
            if rows::find(change.tx, &id)?.is_some() {
                return Ok(false);
            }
            let created_at = created_at.unwrap_or(change.now);
            players::add(change, &id, name.clone(), created_at)?;
            if let Some(last_seen) = last_seen {
                rows::touch(change.tx, &id, last_seen)?;
            }
            Ok(true)
        })?;
        match is_new {
            true => self.report.imported.players += 1,
            false => self.report.already_there.players += 1,
        }
        Ok(())
    }
}
