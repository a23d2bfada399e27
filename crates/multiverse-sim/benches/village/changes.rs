//! How many entities differ from one save to the next.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Outcome;

/// Of the entities of all pairs of saves: how many there were, and how many differed, by the beginning of their ids.
#[derive(Default)]
pub(crate) struct Changes(BTreeMap<String, (usize, usize)>);

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    universes: Vec<Universe<'a>>,
}

#[derive(Deserialize)]
struct Universe<'a> {
    #[serde(borrow)]
    entities: Vec<Entity<'a>>,
}

#[derive(Deserialize)]
struct Entity<'a> {
    id: &'a str,
    #[serde(borrow)]
    components: &'a RawValue,
}

impl Changes {
    pub(crate) fn count(&mut self, before: &[u8], after: &[u8]) -> Outcome {
        let before = entities(before)?;
        for (id, components) in entities(after)? {
            let kind = id.split_inclusive(':').next().unwrap_or_default();
            let (all, changed) = self.0.entry(kind.to_owned()).or_default();
            *all += 1;
            *changed += usize::from(before.get(id) != Some(&components));
        }
        Ok(())
    }

    pub(crate) fn percent(&self, kind: &str) -> f64 {
        let (all, changed) = self.0.get(kind).copied().unwrap_or_default();
        100.0 * changed as f64 / all.max(1) as f64
    }
}

fn entities(save: &[u8]) -> Outcome<BTreeMap<&str, &str>> {
    let document: Document<'_> = serde_json::from_slice(save)?;
    let entities = document.universes.into_iter().flat_map(|universe| universe.entities);
    Ok(entities.map(|entity| (entity.id, entity.components.get())).collect())
}
