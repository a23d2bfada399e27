//! Stores, trees, and a world with one of everything.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use multiverse_model::wire::{CreateUniverse, ForkUniverse, RegisterPlayer};
use multiverse_model::{Actor, Millis, PlayerId, Role, SnapshotEntry, UniverseId};
use multiverse_store::catalog::sqlite::SqliteCatalog;
use multiverse_store::vault::ObjectVault;
use multiverse_store::{
    Caller, Document, Environment, ExportReport, ImportReport, NewSnapshot, Store, StoreSettings,
    TimelineQuery,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The largest document that tests import.
pub(crate) const LIMIT: u64 = 1 << 20;

/// A clock that moves when it is looked at, and randomness that counts.
struct Counting(AtomicI64, AtomicU64);

impl Environment for Counting {
    fn now(&self) -> Millis {
        Millis(self.0.fetch_add(7, Ordering::Relaxed))
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), getrandom::Error> {
        let next = self.1.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.iter_mut().rev().zip(next.iter().rev()).for_each(|(byte, next)| *byte = *next);
        Ok(())
    }
}

/// A store in a directory that goes with it.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    pub(crate) directory: tempfile::TempDir,
}

impl TestStore {
    pub(crate) fn new() -> Self {
        let entity_retention = std::time::Duration::ZERO;
        Self::with(StoreSettings { inline_bytes: 200, entity_retention, ..StoreSettings::default() })
    }

    pub(crate) fn with(settings: StoreSettings) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let catalog = SqliteCatalog::open(directory.path()).unwrap();
        let vault = ObjectVault::in_directory(&directory.path().join("vault")).unwrap();
        let environment = Counting(AtomicI64::new(1_700_000_000_000), AtomicU64::new(1));
        let store = Store::new(Box::new(catalog), Box::new(vault), Box::new(environment), settings);
        Self { store, directory }
    }

    /// The tables themselves, to read.
    pub(crate) fn tables(&self) -> rusqlite::Connection {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        rusqlite::Connection::open_with_flags(self.directory.path().join("catalog.sqlite"), flags).unwrap()
    }

    pub(crate) async fn makes(&self, owner: &str, universe: Value) -> UniverseId {
        let request: CreateUniverse = read(universe);
        self.store.create_universe(&player(owner), request).await.unwrap().id
    }

    pub(crate) async fn saves(
        &self,
        owner: &str,
        id: &UniverseId,
        snapshot: NewSnapshot,
        bytes: &[u8],
    ) -> SnapshotEntry {
        let document = Document::new(bytes.to_vec().into());
        self.store.save(&player(owner), id, snapshot, document).await.unwrap().entry
    }

    pub(crate) async fn forks(&self, owner: &str, id: &UniverseId, fork: Value) -> UniverseId {
        let request: ForkUniverse = read(fork);
        self.store.fork(&player(owner), id, request).await.unwrap().0.id
    }

    pub(crate) async fn timeline(&self, id: &UniverseId) -> Vec<SnapshotEntry> {
        let query = TimelineQuery { limit: "1000".parse().unwrap(), ..TimelineQuery::default() };
        self.store.timeline(&host(), id, query).await.unwrap().entries
    }

    pub(crate) async fn exports(&self) -> (Tree, ExportReport) {
        let tree = Tree::new();
        let report = self.store.export(&tree.path, |_| {}).await.unwrap();
        (tree, report)
    }

    pub(crate) async fn imports(&self, tree: &Tree) -> ImportReport {
        self.store.import(&tree.path, LIMIT, |_| {}).await.unwrap()
    }
}

/// A directory of an export.
pub(crate) struct Tree {
    _parent: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

impl Tree {
    /// A tree that is not there yet.
    pub(crate) fn new() -> Self {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("export");
        Self { _parent: parent, path }
    }

    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let (mut files, mut folders) = (BTreeMap::new(), vec![self.path.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.path).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, std::fs::read(path).unwrap());
                }
            }
        }
        files
    }

    pub(crate) fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&std::fs::read(self.path.join(path)).unwrap()).unwrap()
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(crate) fn write_json(&self, path: &str, value: &Value) {
        self.write(path, value.to_string().as_bytes());
    }

    pub(crate) fn edit(&self, path: &str, edit: impl FnOnce(&mut Value)) {
        let mut value = self.json(path);
        edit(&mut value);
        self.write_json(path, &value);
    }

    /// Compares file by file, so that a failure names the file and shows its text.
    pub(crate) fn assert_same(&self, other: &Tree) {
        let (one, two) = (self.files(), other.files());
        assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
        for (name, bytes) in &one {
            assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&two[name]), "{name}");
        }
    }
}

pub(crate) fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

pub(crate) fn player(id: &str) -> Caller {
    Caller::new(Actor::Player(id.parse().unwrap()))
}

/// Sees everything.
pub(crate) fn host() -> Caller {
    Caller::new(Actor::Trusted(None))
}

pub(crate) fn at(tick: u64) -> NewSnapshot {
    NewSnapshot::at(tick.try_into().unwrap())
}

pub(crate) fn canon(tick: u64, title: &str) -> NewSnapshot {
    let event = json!({"type": "death", "title": title, "importance": 90, "entities": ["tom"]});
    NewSnapshot { canon_event: Some(read(event)), day: Some(7.try_into().unwrap()), ..at(tick) }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

pub(crate) fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut document = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut document).unwrap();
    document
}

/// Bytes that zstd cannot shrink, so that they go to the vault.
pub(crate) fn noise(seed: u32) -> Vec<u8> {
    let mut state = 2 * seed + 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    };
    (0..600).map(|_| next()).collect()
}

/// A village on a day: large enough for deltas, and most of it stays as it was.
pub(crate) fn village(day: u32) -> Vec<u8> {
    let people: Vec<_> =
        (0..900).map(|n| json!({"name": format!("villager {n}"), "x": n * 7919 % 1000})).collect();
    json!({"day": day, "frost": noise(day)[..100], "people": people}).to_string().into_bytes()
}

/// Players, universes and snapshots of every kind.
pub(crate) async fn one_of_everything() -> TestStore {
    let world = TestStore::new();
    let store = &world.store;
    for (id, name) in
        [("ada", "Ada L."), ("ADA", "Another"), ("con", "Device"), ("bob", "Bob “the \"Builder\"” ☃")]
    {
        let request: RegisterPlayer = read(json!({"id": id, "displayName": name}));
        store.register(&Caller::new(Actor::Anonymous), request, None).await.unwrap();
    }
    let config = "{ \"timeScale\": 1.50,\n\t\"x\": -0, \"x\": 12345678901234567890123 }";
    let mut village: CreateUniverse = read(json!({"id": "universe:village", "name": "Village \"1\""}));
    village.config = Some(serde_json::from_str(config).unwrap());
    village.description = Some(read(json!("Two\nlines")));
    store.create_universe(&player("ada"), village).await.unwrap();
    let village: UniverseId = "universe:village".parse().unwrap();
    let v = &village;
    world.saves("ada", v, at(1), br#"{"day": 1.0, "a": 1, "a": 2, "big": 12345678901234567890 }"#).await;
    world.saves("ada", v, at(5), b" [1,\r\n2]\n").await;
    world.saves("ada", v, at(5), b"{\"second\": \"at this tick \\u00e9 \xc3\xa9\"}").await;
    world.saves("ada", v, canon(6, "Old Tom!"), b"{\"tom\": 0}").await;
    world.saves("ada", v, canon(7, "old tom"), b"{\"tom\": -1}").await;
    let binary = NewSnapshot { content_type: "application/cbor".to_owned(), ..at(8) };
    world.saves("ada", v, binary, &noise(1)).await;
    let labelled = NewSnapshot { label: Some(read(json!("before the storm"))), ..at(9) };
    let kept = json!({"neverDecay": true, "preservationReason": "dear to me"});
    let labelled =
        NewSnapshot { kind: Some(read(json!("manual"))), decay_policy: Some(read(kept)), ..labelled };
    world.saves("ada", v, labelled, b"").await;
    let short = NewSnapshot { decay_policy: Some(read(json!({"decayAfterTicks": 3}))), ..at(10) };
    world.saves("ada", v, short, &noise(2)).await;
    world.saves("ada", v, at(20), &noise(3)).await;
    // Into the past: a higher ordinal at a lower tick.
    world.saves("ada", v, at(2), b"{\"late\": true}").await;
    store.clean_up(&player("ada"), v, 14.try_into().unwrap()).await.unwrap();
    store.grant_access(&player("ada"), v, &"bob".parse::<PlayerId>().unwrap(), Role::Editor).await.unwrap();
    // An id that sorts before its source's, and a fork of a fork.
    let fork = world.forks("bob", v, json!({"id": "Fork:1", "name": "F", "snapshotTick": 5})).await;
    world.saves("bob", &fork, at(6), &noise(3)).await;
    let again = json!({"id": "a.fork", "name": "F2", "snapshotTick": 6, "isPublic": true});
    let deeper = world.forks("bob", &fork, again).await;
    world.saves("bob", &deeper, at(60), b"{\"deep\": 1}").await;
    world
        .makes("ADA", json!({"id": "fork:1", "name": "empty", "isPublic": true, "visitorPolicy": "closed"}))
        .await;
    let gone = world.makes("con", json!({"id": "NUL", "name": "deleted", "isPublic": true})).await;
    world.saves("con", &gone, at(0), b"null").await;
    store.delete(&player("con"), &gone).await.unwrap();
    crate::passages::connects_and_travels(&world).await;
    world
}

/// What is counted equals what is there.
pub(crate) async fn assert_counted(world: &TestStore, tree: &Tree) {
    let index = tree.json("universes/index.json");
    let (mut universes, mut snapshots, mut canonical, mut logical) = (0, 0, 0, 0);
    let mut owned: BTreeMap<String, u64> = BTreeMap::new();
    for listed in index["universes"].as_array().unwrap() {
        let directory = format!("universes/{}", listed["directory"].as_str().unwrap());
        let metadata = tree.json(&format!("{directory}/metadata.json"));
        let timeline = tree.json(&format!("{directory}/timeline.json"));
        let entries = timeline["snapshots"].as_array().unwrap();
        let of_owner = owned.entry(metadata["ownerId"].as_str().unwrap().to_owned()).or_default();
        if metadata.get("deletedAt").is_none() {
            universes += 1;
            *of_owner += 1;
        }
        assert_eq!(metadata["snapshotCount"], entries.len(), "{directory}");
        let is_canonical = |entry: &&Value| entry["type"] == "canonical";
        let canonicals = entries.iter().filter(is_canonical).count();
        assert_eq!(metadata["canonicalEventCount"], canonicals, "{directory}");
        let newest = entries.iter().max_by_key(|e| (e["tick"].as_u64(), e["ordinal"].as_u64()));
        assert_eq!(metadata.get("head").map(|head| &head["id"]), newest.map(|entry| &entry["id"]));
        let mut ordinals: Vec<_> = entries.iter().map(|entry| entry["ordinal"].as_u64().unwrap()).collect();
        ordinals.sort_unstable();
        assert_eq!(ordinals, (1..=entries.len() as u64).collect::<Vec<_>>(), "{directory}");
        snapshots += entries.len() as u64;
        canonical += canonicals as u64;
        for entry in entries {
            if entry["hasSnapshot"] == true {
                logical += entry["fileSize"].as_u64().unwrap();
            }
        }
    }
    let stats = world.store.stats().await.unwrap();
    let players = tree.json("players/index.json")["players"].as_array().unwrap().len() as u64;
    assert_eq!(
        (stats.universe_count, stats.player_count, stats.total_snapshots, stats.canonical_events),
        (universes, players, snapshots, canonical)
    );
    assert_eq!(stats.logical_bytes, logical);
    crate::passages::assert_counted_passages(tree, stats.passage_count);
    let tables = world.tables();
    for (player, universes) in owned {
        let charged = "SELECT (SELECT COALESCE(SUM(charged), 0) FROM holdings WHERE owner_id = ?1)
             + (SELECT COALESCE(SUM(entity_bytes), 0) FROM transits t JOIN universes u ON u.id = from_universe_id
             WHERE u.owner_id = ?1)";
        let charged: i64 = tables.query_row(charged, [&player], |row| row.get(0)).unwrap();
        let used = world.store.usage(&player.parse().unwrap()).await.unwrap();
        assert_eq!((used.universes, used.stored_bytes), (universes, charged.unsigned_abs()), "{player}");
    }
    let misheld = "SELECT COUNT(*) FROM holdings h WHERE entries <> (SELECT COUNT(*) FROM snapshots s
         JOIN universes u ON u.id = s.universe_id
         WHERE u.owner_id = h.owner_id AND s.checksum = h.checksum AND s.has_content = 1)";
    assert_eq!(tables.query_row(misheld, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}
