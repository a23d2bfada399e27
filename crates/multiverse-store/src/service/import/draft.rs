//! Entries of `timeline.json`, also as the earlier implementation wrote them.

use std::path::Path;

use multiverse_model::{
    CanonEvent, Checksum, Day, DecayPolicy, Label, Millis, SnapshotId, SnapshotType, Tick,
};

use super::members::Members;
use super::{document, event};

/// The largest size that is believed of a document that is no longer there.
const MAX_DECAYED_BYTES: u64 = 1 << 40;

/// What a tree says of an entry, before its document was read.
#[derive(Clone)]
pub(super) struct Draft {
    /// None in a tree of the earlier implementation, which made no ids.
    pub id: Option<SnapshotId>,
    pub ordinal: Option<u64>,
    pub tick: Tick,
    pub day: Day,
    pub timestamp: Option<Millis>,
    pub kind: SnapshotType,
    pub canon_event: Option<CanonEvent>,
    pub label: Option<Label>,
    pub file_size: u64,
    pub stored_size: Option<u64>,
    pub checksum: Option<Expected>,
    /// Names that its file may have, relative to `snapshots/`; the first is the one the tree says.
    pub filenames: Vec<String>,
    pub content_type: String,
    /// Whether the tree says so; else it follows from the name, and is only true if the document is JSON.
    pub is_type_known: bool,
    pub decay_policy: DecayPolicy,
    pub parent: Option<Checksum>,
    pub has_snapshot: bool,
}

/// What a document's digest should be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expected {
    /// Of the exact bytes.
    Exact(Checksum),
    /// Bare hex, of the bytes or of the same JSON without white space.
    Loose(Checksum),
}

impl Draft {
    /// # Errors
    /// Why it is no entry, for the report.
    pub(super) fn read(members: &Members) -> Result<Self, String> {
        let id: Option<SnapshotId> = members.optional("id")?;
        let tick: Tick = members.required("tick")?;
        let canon_event = event::read(members)?;
        let asked: Option<DecayPolicy> = members.optional("decayPolicy")?;
        let (kind, policy) = kind_and_policy(members.lenient("type"), canon_event.as_ref(), asked);
        let filenames = filenames(members, tick, id.is_some())?;
        let content_type: Option<String> = members.optional("contentType")?;
        let content_type = content_type.filter(|text| text.len() <= 255 && !text.contains(char::is_control));
        let has_snapshot = members.optional("hasSnapshot")?.unwrap_or(true);
        let checksum = checksum(members)?;
        if !has_snapshot && (id.is_none() || !matches!(checksum, Some(Expected::Exact(_)))) {
            return Err("it has decayed, and without id and checksum says nothing".to_owned());
        }
        let day = members.rounded("day").and_then(|day| Day::new(day).ok()).unwrap_or_default();
        let file_size: u64 = members.lenient("fileSize").unwrap_or(0);
        if !has_snapshot && file_size > MAX_DECAYED_BYTES {
            return Err(format!("fileSize: {file_size} bytes are not believed"));
        }
        Ok(Self {
            ordinal: members.optional("ordinal")?,
            tick,
            day,
            timestamp: members.lenient("timestamp"),
            kind,
            canon_event: canon_event.filter(|_| kind == SnapshotType::Canonical),
            label: members.optional("label")?,
            file_size,
            stored_size: members.lenient("storedSize"),
            checksum,
            is_type_known: content_type.is_some(),
            content_type: content_type.unwrap_or_else(|| type_of(filenames.first()).to_owned()),
            filenames,
            decay_policy: policy,
            parent: if id.is_some() { members.optional("parent")? } else { None },
            has_snapshot,
            id,
        })
    }

    /// The entry that a snapshot without one stands for: all that its name tells is the tick.
    pub(super) fn of_stray(filename: &str) -> Option<Self> {
        let (stem, rest) = filename.split_once('.')?;
        let digits = stem.split_once('_').map_or(stem, |(digits, _)| digits);
        let tick: Tick = digits.parse().ok()?;
        if !rest.ends_with("gz") || filename.contains('/') {
            return None;
        }
        Some(Self {
            id: None,
            ordinal: None,
            tick,
            day: Day::ZERO,
            timestamp: None,
            kind: SnapshotType::Auto,
            canon_event: None,
            label: None,
            file_size: 0,
            stored_size: None,
            checksum: None,
            content_type: type_of(Some(&filename.to_owned())).to_owned(),
            is_type_known: false,
            filenames: vec![filename.to_owned()],
            decay_policy: DecayPolicy::resolve(SnapshotType::Auto, None),
            parent: None,
            has_snapshot: true,
        })
    }

    /// Whether `bytes` are the document that the tree means, and what it is.
    ///
    /// # Errors
    /// Why not, for the report.
    pub(super) fn accept(&mut self, bytes: &[u8], digest: &Checksum) -> Result<(), String> {
        let is_meant = match self.checksum {
            Some(Expected::Exact(checksum)) => checksum == *digest,
            Some(Expected::Loose(checksum)) => {
                checksum == *digest || checksum == Checksum::of(&document::compact(bytes))
            }
            None => true,
        };
        if !is_meant {
            return Err("its bytes have another SHA-256 than its checksum says".to_owned());
        }
        if !self.is_type_known && self.content_type == "application/json" && !document::is_json(bytes) {
            return Err("it is called JSON and is none".to_owned());
        }
        self.file_size = bytes.len() as u64;
        Ok(())
    }
}

/// The rule that a canonical entry has an event and others have none, for trees that did not follow it.
fn kind_and_policy(
    kind: Option<SnapshotType>,
    event: Option<&CanonEvent>,
    asked: Option<DecayPolicy>,
) -> (SnapshotType, DecayPolicy) {
    let kind = match (kind, event) {
        (_, Some(_)) => SnapshotType::Canonical,
        // It was to be kept for ever, and without an event only the policy can say so.
        (Some(SnapshotType::Canonical), None) => {
            return (
                SnapshotType::Manual,
                DecayPolicy::resolve(SnapshotType::Manual, Some(DecayPolicy::never())),
            );
        }
        (kind, None) => kind.unwrap_or_default(),
    };
    (kind, DecayPolicy::resolve(kind, asked))
}

fn checksum(members: &Members) -> Result<Option<Expected>, String> {
    let Some(text) = members.optional::<String>("checksum")? else { return Ok(None) };
    let exact = text.parse().map(Expected::Exact);
    let loose = || format!("sha256:{}", text.to_ascii_lowercase()).parse().map(Expected::Loose);
    exact.or_else(|_| loose()).map(Some).map_err(|error| format!("checksum: {error}"))
}

fn filenames(members: &Members, tick: Tick, is_exact: bool) -> Result<Vec<String>, String> {
    let named: Option<String> = members.optional("filename")?;
    let mut names: Vec<String> = named.into_iter().collect();
    if !is_exact {
        let usual = [format!("{tick}.snapshot.json.gz"), format!("{tick}.json.gz")];
        let is_canonical = names.first().is_some_and(|name| !usual.contains(name));
        names.extend(usual.into_iter().filter(|_| !is_canonical));
    }
    if names.is_empty() { Err("filename is missing".to_owned()) } else { Ok(names) }
}

fn type_of(filename: Option<&String>) -> &'static str {
    let without_gz = filename.map_or("", |name| name.strip_suffix(".gz").unwrap_or(name));
    match Path::new(without_gz).extension().and_then(|extension| extension.to_str()) {
        Some("json") => "application/json",
        Some("jsonl") => "application/x-ndjson",
        Some("cbor") => "application/cbor",
        Some("msgpack") => "application/msgpack",
        Some("xml") => "application/xml",
        Some("txt") => "text/plain",
        _ => "application/octet-stream",
    }
}
