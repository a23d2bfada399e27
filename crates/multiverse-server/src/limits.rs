//! Every limit that a client can meet: its default, setting, error and help text in one place.

mod quantity;

use quantity::Quantity;
pub use quantity::{LimitValue, OutOfRange, Unit};

use std::time::Duration;

use multiverse_model::{DEFAULT_LIMIT, MAX_CONFIG_BYTES, MAX_ID_LENGTH, MAX_LIMIT, PassageLifetimes, Tick};
use serde_json::{Map, Value};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;
const DAY: u64 = 86_400;

/// Bytes that a body may have around an entity.
const AROUND_AN_ENTITY: u64 = 64 * 1024;

/// What can be said about one limit, whatever its type: the settings, `GET /api/limits` and the docs follow from it.
#[derive(Debug)]
pub struct Limit {
    /// Its name as a flag, such as `max-body-bytes`.
    pub name: &'static str,
    /// What is counted.
    pub unit: Unit,
    /// The smallest value that makes sense.
    pub least: u64,
    /// What it limits, in one sentence.
    pub help: &'static str,
    /// Where a client meets it, and with which answer.
    pub enforced: &'static str,
    get: fn(&Limits) -> LimitValue,
    set: fn(&mut Limits, LimitValue) -> bool,
}

impl Limit {
    /// Returns its name as a key of `multiverse.toml`, such as `max_body_bytes`.
    pub fn toml_key(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Returns its name as a member of `GET /api/limits`, such as `maxBodyBytes`.
    pub fn json_name(&self) -> String {
        let mut words = self.name.split('-');
        let first = words.next().unwrap_or_default().to_owned();
        words.fold(first, |name, word| {
            let (initial, rest) = word.split_at(word.len().min(1));
            name + &initial.to_ascii_uppercase() + rest
        })
    }

    /// Returns what `limits` says.
    pub fn of(&self, limits: &Limits) -> LimitValue {
        (self.get)(limits)
    }

    /// Changes it in `limits`.
    ///
    /// # Errors
    /// [`OutOfRange`] if the value is too small or too large to work, or a number where a switch is asked for.
    pub fn change(&self, limits: &mut Limits, value: LimitValue) -> Result<(), OutOfRange> {
        let range = self.least..=self.unit.most();
        let fits = match value {
            LimitValue::Number(number) => range.contains(&number),
            LimitValue::Switch(_) => true,
        };
        if fits && (self.set)(limits, value) { Ok(()) } else { Err(OutOfRange::new(self.unit, range)) }
    }
}

/// Declares [`Limits`], its defaults and [`Limits::TABLE`] from one entry per limit.
macro_rules! limits {
    ($(
        #[doc = $help:literal]
        $field:ident: $type:ty = $default:expr, $name:literal, $unit:ident from $least:literal,
        $enforced:literal;
    )+) => {
        /// Every limit that the operator can set. Whoever needs one takes it from here.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $(#[doc = $help] pub $field: $type,)+
        }

        impl Limits {
            /// All limits, in the order in which people read them.
            pub const TABLE: &[Limit] = &[$(Limit {
                name: $name,
                unit: Unit::$unit,
                least: $least,
                help: $help.trim_ascii(),
                enforced: $enforced,
                get: |limits| limits.$field.to_value(),
                set: |limits, value| match Quantity::from_value(value) {
                    Some(quantity) => {
                        limits.$field = quantity;
                        true
                    }
                    None => false,
                },
            }),+];
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        #[cfg(test)]
        const FIELDS: &[&str] = &[$(stringify!($field)),+];
    };
}

limits! {
    /// The body of any request, as it was sent: before decompression.
    max_body_bytes: u64 = 64 * MIB, "max-body-bytes", Bytes from 1,
    "while a body is received: 413";

    /// A snapshot after decompression.
    max_document_bytes: u64 = 64 * MIB, "max-document-bytes", Bytes from 1,
    "while a snapshot is decompressed: 413";

    /// The body of a request that uploads no snapshot, after decompression.
    max_json_bytes: u64 = MIB, "max-json-bytes", Bytes from 1024,
    "while a body is received: 413";

    /// How deep arrays and objects may nest in a body or a snapshot.
    max_json_depth: usize = 512, "max-json-depth", Levels from 1,
    "before JSON is parsed: 422";

    /// What all uploads in progress may hold in memory together.
    upload_memory_bytes: u64 = GIB, "upload-memory-bytes", Bytes from 1,
    "before an upload is read: 503 with `Retry-After`";

    /// Requests that one player may send, sustained; 0 turns this off.
    player_requests_per_second: u32 = 500, "player-requests-per-second", PerSecond from 0,
    "before a request is handled: 429 with `Retry-After`";

    /// Requests that one player may send at once after a pause.
    player_burst: u32 = 1000, "player-burst", Count from 1,
    "before a request is handled: 429 with `Retry-After`";

    /// Requests that one network address may send, sustained; 0 turns this off.
    address_requests_per_second: u32 = 1000, "address-requests-per-second", PerSecond from 0,
    "before a request is handled: 429 with `Retry-After`";

    /// Requests that one network address may send at once after a pause.
    address_burst: u32 = 2000, "address-burst", Count from 1,
    "before a request is handled: 429 with `Retry-After`";

    /// Whether the limits per address and per player also hold for requests from this machine itself.
    limit_loopback: bool = false, "limit-loopback", Switch from 0,
    "before a request is handled: 429 with `Retry-After`";

    /// Universes that one player may own; a deleted one does not count until it is restored.
    max_universes_per_player: u64 = 100_000, "max-universes-per-player", Count from 0,
    "when a universe is created, forked or restored: 507";

    /// Bytes that the saves of one player's universes, and the entities that left these, may occupy in the store.
    max_bytes_per_player: u64 = 100 * GIB, "max-bytes-per-player", Bytes from 0,
    "when a snapshot is saved or an entity departs: 507";

    /// Tokens that one player may hold at a time.
    max_tokens_per_player: u64 = 100, "max-tokens-per-player", Count from 1,
    "when a further token is made: 507";

    /// Players on the access list of one universe.
    max_access_per_universe: u64 = 1000, "max-access-per-universe", Count from 0,
    "when access is granted: 507";

    /// Passages from one universe; a deleted one does not count.
    max_passages_per_universe: u64 = 1000, "max-passages-per-universe", Count from 0,
    "when a passage is made: 507";

    /// Passages that one player may have made; a deleted one does not count.
    max_passages_per_player: u64 = 10_000, "max-passages-per-player", Count from 0,
    "when a passage is made: 507";

    /// An entity that travels.
    max_entity_bytes: u64 = MIB, "max-entity-bytes", Bytes from 1,
    "when an entity departs: 413";

    /// How long a thread lasts without maintenance.
    thread_lifetime_seconds: u64 = DAY, "thread-lifetime-seconds", LongSeconds from 1,
    "when an entity departs or the thread is maintained: 409";

    /// How long a bridge lasts without maintenance.
    bridge_lifetime_seconds: u64 = 10 * DAY, "bridge-lifetime-seconds", LongSeconds from 1,
    "when an entity departs or the bridge is maintained: 409";

    /// How long a gate lasts without maintenance.
    gate_lifetime_seconds: u64 = 100 * DAY, "gate-lifetime-seconds", LongSeconds from 1,
    "when an entity departs or the gate is maintained: 409";

    /// After which time a traveller whom nobody has received turns back.
    transit_lifetime_seconds: u64 = 30 * DAY, "transit-lifetime-seconds", LongSeconds from 1,
    "when a traveller is received too late: 409";

    /// How long an entity is kept after its trip was settled; the trip stays.
    entity_retention_seconds: u64 = 30 * DAY, "entity-retention-seconds", LongSeconds from 86_400,
    "when a trip is read later: its entity is absent";

    /// How long the whole body of a request may take to arrive.
    request_timeout_seconds: u64 = 60, "request-timeout-seconds", Seconds from 1,
    "while a body is received: 408, and the connection is closed";

    /// How long the head of a request may take to arrive.
    header_timeout_seconds: u64 = 15, "header-timeout-seconds", Seconds from 1,
    "while a head is received: the connection is closed";

    /// Connections that are served at a time; further ones wait in the system's queue.
    max_connections: usize = 20_000, "max-connections", Count from 1,
    "when a connection is accepted: it waits";

    /// Event streams that are open at a time; each keeps a connection.
    max_streams: usize = 10_000, "max-streams", Count from 0,
    "when an event stream is opened: 503 with `Retry-After`";

    /// Event streams that one player may have open.
    max_streams_per_player: usize = 100, "max-streams-per-player", Count from 0,
    "when an event stream is opened: 429 with `Retry-After`";

    /// Event streams that one network address may have open.
    max_streams_per_address: usize = 1000, "max-streams-per-address", Count from 0,
    "when an event stream is opened: 429 with `Retry-After`";
}

impl Limits {
    /// Returns what `GET /api/limits` says of them: these, and the ones that no setting changes.
    pub fn to_json(&self) -> Map<String, Value> {
        let settable = Self::TABLE.iter().map(|limit| (limit.json_name(), limit.of(self).into()));
        let fixed = fixed().map(|(name, value)| (name.to_owned(), value.into()));
        settable.chain(fixed).collect()
    }

    /// Returns how long passages last without maintenance.
    pub fn passage_lifetimes(&self) -> PassageLifetimes {
        PassageLifetimes {
            thread: Duration::from_secs(self.thread_lifetime_seconds),
            bridge: Duration::from_secs(self.bridge_lifetime_seconds),
            gate: Duration::from_secs(self.gate_lifetime_seconds),
        }
    }

    /// Returns the most bytes of a body that has an entity in it.
    pub fn max_travel_bytes(&self) -> u64 {
        self.max_json_bytes.max(self.max_entity_bytes.saturating_add(AROUND_AN_ENTITY))
    }

    /// Returns how long the whole body of a request may take to arrive.
    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_seconds)
    }

    /// Returns how long the head of a request may take to arrive.
    pub fn header_timeout(&self) -> Duration {
        Duration::from_secs(self.header_timeout_seconds)
    }
}

/// Returns the limits that are part of the wire contract, so that a universe can move to any other server.
fn fixed() -> [(&'static str, u64); 5] {
    [
        ("maxIdLength", MAX_ID_LENGTH as u64),
        ("maxConfigBytes", MAX_CONFIG_BYTES as u64),
        ("defaultListLimit", DEFAULT_LIMIT as u64),
        ("maxListLimit", MAX_LIMIT as u64),
        ("maxTick", Tick::MAX.get()),
    ]
}

#[cfg(test)]
mod tests;
