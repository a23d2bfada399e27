-- One text for SQLite and PostgreSQL. BIGINT is an integer and BYTEA a blob to both (SQLite takes any type's name
-- and stores blobs unchanged under it). Booleans are 0 and 1, times milliseconds since 1970, JSON is text.

CREATE TABLE players (
  id TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  -- Universes that are not deleted, and the public ones among them: quotas and profiles count nothing when read.
  universe_count BIGINT NOT NULL,
  public_universe_count BIGINT NOT NULL,
  -- Sum of what the player is charged for: see holdings.
  stored_bytes BIGINT NOT NULL
);

-- Only hashes: who reads the database cannot act as a player.
CREATE TABLE tokens (
  hash BYTEA PRIMARY KEY,
  player_id TEXT NOT NULL REFERENCES players (id),
  created_at BIGINT NOT NULL
);
CREATE INDEX tokens_by_player ON tokens (player_id);

CREATE TABLE universes (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  owner_id TEXT NOT NULL REFERENCES players (id),
  created_at BIGINT NOT NULL,
  last_snapshot_at BIGINT NOT NULL,
  snapshot_count BIGINT NOT NULL,
  canonical_count BIGINT NOT NULL,
  is_public BIGINT NOT NULL,
  description TEXT,
  config TEXT,
  visitor_policy TEXT NOT NULL,
  -- The first universe of the family; itself for one that is no fork.
  root_id TEXT NOT NULL,
  -- 1 for a root, and one more than its source's for a fork.
  generation BIGINT NOT NULL,
  -- The fork point: the source's entry by universe, tick, ordinal and id.
  fork_of_id TEXT,
  fork_of_tick BIGINT,
  fork_of_ordinal BIGINT,
  fork_of_snapshot TEXT,
  -- The head, kept here so that a save and a read of the metadata need no search.
  head_id TEXT,
  head_tick BIGINT,
  head_checksum BYTEA,
  deleted_at BIGINT,
  -- Grows with every change: the entity tag.
  version BIGINT NOT NULL
);
-- Lists page by (sort key, id) from where the last page ended, so their cost does not grow with the total.
CREATE INDEX universes_by_save ON universes (is_public, last_snapshot_at, id) WHERE deleted_at IS NULL;
CREATE INDEX universes_by_creation ON universes (is_public, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX universes_by_name ON universes (is_public, name, id) WHERE deleted_at IS NULL;
CREATE INDEX universes_by_owner ON universes (owner_id, is_public, last_snapshot_at, id);
CREATE INDEX universes_by_source ON universes (fork_of_id, last_snapshot_at, id) WHERE fork_of_id IS NOT NULL;
CREATE INDEX universes_by_fork_point ON universes (fork_of_snapshot) WHERE fork_of_snapshot IS NOT NULL;
CREATE INDEX universes_by_root ON universes (root_id, created_at, id);

CREATE TABLE access (
  universe_id TEXT NOT NULL REFERENCES universes (id),
  player_id TEXT NOT NULL REFERENCES players (id),
  role TEXT NOT NULL,
  PRIMARY KEY (universe_id, player_id)
);
CREATE INDEX access_by_player ON access (player_id);

CREATE TABLE contents (
  checksum BYTEA PRIMARY KEY,
  -- Bytes of the document, and of what is stored for it.
  length BIGINT NOT NULL,
  stored_length BIGINT NOT NULL,
  -- What the stored bytes are: 'zstd' or 'raw'. Nothing is guessed from bytes.
  coding TEXT NOT NULL,
  -- NULL and 0 for a keyframe; a delta names the content it is against and its distance from a keyframe.
  base BYTEA,
  depth BIGINT NOT NULL,
  -- Where the stored bytes are: here, or in the vault under this key.
  bytes BYTEA,
  vault_key TEXT,
  created_at BIGINT NOT NULL,
  CHECK ((bytes IS NULL) <> (vault_key IS NULL))
);
CREATE INDEX contents_by_vault_key ON contents (vault_key) WHERE vault_key IS NOT NULL;
CREATE INDEX contents_by_base ON contents (base) WHERE base IS NOT NULL;

CREATE TABLE snapshots (
  universe_id TEXT NOT NULL REFERENCES universes (id),
  tick BIGINT NOT NULL,
  -- The entry's number in the order in which its universe got them.
  ordinal BIGINT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  day BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  canon_event TEXT,
  label TEXT,
  file_size BIGINT NOT NULL,
  stored_size BIGINT NOT NULL,
  -- No reference to contents: a decayed entry keeps its checksum.
  checksum BYTEA NOT NULL,
  parent BYTEA,
  content_type TEXT NOT NULL,
  -- The name in an export before it is made unique, and which one of that name this is.
  export_name TEXT NOT NULL,
  export_copy BIGINT NOT NULL,
  decay_after BIGINT,
  preservation_reason TEXT,
  has_content BIGINT NOT NULL,
  PRIMARY KEY (universe_id, tick, ordinal)
);
CREATE UNIQUE INDEX snapshots_by_export_name ON snapshots (universe_id, export_name, export_copy);
-- Decayed entries are never looked for by their content.
CREATE INDEX snapshots_by_content ON snapshots (checksum) WHERE has_content = 1;
CREATE INDEX snapshots_canonical ON snapshots (universe_id, tick, ordinal) WHERE kind = 'canonical';

-- How many entries with content a player's universes have of each content, and what the player was charged for it
-- when the first came: what a save adds for its owner, and what the quota is measured by, cost one look.
CREATE TABLE holdings (
  owner_id TEXT NOT NULL REFERENCES players (id),
  checksum BYTEA NOT NULL,
  entries BIGINT NOT NULL,
  charged BIGINT NOT NULL,
  PRIMARY KEY (owner_id, checksum)
);

-- Vault keys that no content names any more, deleted after a grace period: readers may be at them.
CREATE TABLE garbage (
  vault_key TEXT PRIMARY KEY,
  since BIGINT NOT NULL
);
CREATE INDEX garbage_by_age ON garbage (since);

-- The first answers to requests with an Idempotency-Key, by the hash of player and key.
CREATE TABLE answers (
  key_hash BYTEA PRIMARY KEY,
  fingerprint BYTEA NOT NULL,
  -- The outcome of the operation as JSON, or the problem that was answered.
  outcome TEXT,
  problem TEXT,
  created_at BIGINT NOT NULL
);
CREATE INDEX answers_by_age ON answers (created_at);

-- One row: totals of the multiverse, so that statistics count nothing when read.
CREATE TABLE totals (
  id BIGINT PRIMARY KEY,
  universes BIGINT NOT NULL,
  players BIGINT NOT NULL,
  snapshots BIGINT NOT NULL,
  canonical BIGINT NOT NULL,
  logical_bytes BIGINT NOT NULL,
  stored_bytes BIGINT NOT NULL
);
INSERT INTO totals VALUES (0, 0, 0, 0, 0, 0, 0);
