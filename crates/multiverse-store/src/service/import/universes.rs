//! `universes/`: every universe before those that were forked from it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use multiverse_model::UniverseId;

use super::importer::Importer;
use super::metadata::Metadata;
use crate::service::tree::{Phase, TreeError};

/// The largest `metadata.json` that is read. A config has at most 64 KiB, an access list some thousand players.
const MAX_METADATA_BYTES: u64 = 16 * 1024 * 1024;

/// A fork that waits for its source.
struct Fork {
    path: PathBuf,
    id: UniverseId,
    source: UniverseId,
}

impl Importer {
    /// Imports the roots as they are found, then the forks, each after its source.
    pub(super) fn universes(&mut self) -> Result<(), TreeError> {
        let folder = Path::new("universes");
        let names = self.list(folder)?;
        let total = names.len();
        let mut forks = Vec::new();
        for name in names {
            let path = folder.join(&name);
            if name == "index.json" {
                continue;
            }
            let Some(metadata) = self.metadata(&path) else { continue };
            match &metadata.fork {
                Some(fork) => {
                    let (id, source) = (metadata.id.clone(), fork.universe_id.clone());
                    forks.push(Fork { path, id, source });
                }
                None => {
                    self.universe(&path, metadata)?;
                    self.tell(Phase::Universes, total - forks.len(), total);
                }
            }
        }
        let waiting = forks.len();
        for (done, fork) in in_order(forks).iter().enumerate() {
            if let Some(metadata) = self.metadata(&fork.path) {
                self.universe(&fork.path, metadata)?;
            }
            self.tell(Phase::Universes, total - waiting + done + 1, total);
        }
        Ok(())
    }

    fn metadata(&mut self, path: &Path) -> Option<Metadata> {
        let file = path.join("metadata.json");
        let read = self.read_object(&file, MAX_METADATA_BYTES);
        let metadata = read.and_then(|found| match found {
            Some(members) => Metadata::read(&members),
            None => Err("there is no such file".to_owned()),
        });
        metadata.map_err(|reason| self.skip(&file, reason)).ok()
    }
}

/// Puts every fork after its source, if that is one of them. Of a ring, which no server writes, one comes first.
fn in_order(forks: Vec<Fork>) -> Vec<Fork> {
    let ids: HashSet<UniverseId> = forks.iter().map(|fork| fork.id.clone()).collect();
    let (waiting, mut ready): (Vec<_>, Vec<_>) =
        forks.into_iter().partition(|fork| ids.contains(&fork.source));
    ready.reverse();
    let mut children: HashMap<UniverseId, Vec<Fork>> = HashMap::new();
    let sources: Vec<UniverseId> = waiting.iter().map(|fork| fork.source.clone()).collect();
    for fork in waiting {
        children.entry(fork.source.clone()).or_default().push(fork);
    }
    let mut ordered = Vec::new();
    let mut rings = sources.into_iter();
    loop {
        while let Some(fork) = ready.pop() {
            ready.extend(children.remove(&fork.id).unwrap_or_default());
            ordered.push(fork);
        }
        // Whatever still waits is in a ring or hangs on one.
        match rings.next() {
            Some(source) => ready.extend(children.remove(&source).unwrap_or_default()),
            None => return ordered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(pairs: &[(&str, &str)]) -> Vec<String> {
        let fork = |(id, source): &(&str, &str)| Fork {
            path: PathBuf::new(),
            id: id.parse().unwrap(),
            source: source.parse().unwrap(),
        };
        in_order(pairs.iter().map(fork).collect()).into_iter().map(|fork| fork.id.to_string()).collect()
    }

    #[test]
    fn sources_come_first() {
        assert_eq!(order(&[("c", "b"), ("b", "a"), ("d", "c"), ("a", "root")]), ["a", "b", "c", "d"]);
    }

    #[test]
    fn rings_end_and_lose_nothing() {
        let mut all = order(&[("a", "b"), ("b", "a"), ("c", "a"), ("x", "x"), ("y", "root")]);
        all.sort();
        assert_eq!(all, ["a", "b", "c", "x", "y"]);
    }
}
