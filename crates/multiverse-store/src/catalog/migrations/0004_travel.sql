-- Passages between universes, and the trips of entities through them.

CREATE TABLE passages (
  id TEXT PRIMARY KEY,
  source_universe_id TEXT NOT NULL REFERENCES universes (id),
  target_universe_id TEXT NOT NULL REFERENCES universes (id),
  kind TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL REFERENCES players (id),
  -- Stability follows from this when it is read: a stopped server loses no time.
  last_maintenance BIGINT NOT NULL,
  -- Departures since then.
  uses BIGINT NOT NULL,
  -- Trips in the state in_transit.
  in_transit BIGINT NOT NULL,
  -- Whether each owner consented; NULL where no consent is needed.
  source_consent BIGINT,
  target_consent BIGINT,
  sealed_by_source BIGINT NOT NULL,
  sealed_by_target BIGINT NOT NULL,
  -- What was told of its decay since the last maintenance: 0 nothing, 1 that it is unstable, 2 that it has collapsed.
  announced BIGINT NOT NULL,
  deleted_at BIGINT,
  -- JSON.
  source_position TEXT,
  target_position TEXT
);
CREATE INDEX passages_by_creation ON passages (created_at, id);
CREATE INDEX passages_by_source ON passages (source_universe_id, created_at, id);
CREATE INDEX passages_by_target ON passages (target_universe_id, created_at, id);
-- What upkeep has to tell of. One that waits for consent does not age.
CREATE INDEX passages_by_maintenance ON passages (kind, announced, last_maintenance)
  WHERE deleted_at IS NULL AND COALESCE(source_consent, 1) = 1 AND COALESCE(target_consent, 1) = 1;

CREATE TABLE transits (
  id TEXT PRIMARY KEY,
  passage_id TEXT NOT NULL REFERENCES passages (id),
  entity_id TEXT NOT NULL,
  -- Which trip of an entity with this id it is, over all universes. Not the place in some order of the whole
  -- multiverse: then every departure would wait for every other.
  number BIGINT NOT NULL,
  from_universe_id TEXT NOT NULL REFERENCES universes (id),
  to_universe_id TEXT NOT NULL REFERENCES universes (id),
  state TEXT NOT NULL,
  departed_at BIGINT NOT NULL,
  -- The clock of the universe that it left, if that was said, and how many entries that had then: by these it is known
  -- which snapshots, and so which forks, the entity is in.
  departed_tick BIGINT,
  departed_ordinal BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  settled_at BIGINT,
  -- The same of the universe that took it in.
  settled_tick BIGINT,
  settled_ordinal BIGINT,
  reason TEXT,
  -- Bytes of the entity, which the owner of the universe that it left is charged for; 0 once it was pruned.
  entity_bytes BIGINT NOT NULL,
  -- Last, so that who does not ask for it does not read over it.
  entity TEXT
);
CREATE UNIQUE INDEX transits_by_entity ON transits (entity_id, number);
-- An entity that is under way cannot leave again.
CREATE UNIQUE INDEX transits_under_way ON transits (from_universe_id, entity_id)
  WHERE state IN ('in_transit', 'returning');
-- Where an entity is: its last trip from or to a universe.
CREATE INDEX transits_from ON transits (from_universe_id, entity_id, number);
CREATE INDEX transits_to ON transits (to_universe_id, entity_id, number);
-- Arrivals of a universe.
CREATE INDEX transits_due_from ON transits (from_universe_id, state, departed_at, id);
CREATE INDEX transits_due_to ON transits (to_universe_id, state, departed_at, id);
CREATE INDEX transits_by_passage ON transits (passage_id, departed_at, id);
CREATE INDEX transits_by_expiry ON transits (expires_at) WHERE state = 'in_transit';
CREATE INDEX transits_to_prune ON transits (settled_at) WHERE entity_bytes > 0 AND settled_at IS NOT NULL;

-- Passages that are not deleted: of all, and of those that a player made.
ALTER TABLE totals ADD COLUMN passages BIGINT NOT NULL DEFAULT 0;
ALTER TABLE players ADD COLUMN passage_count BIGINT NOT NULL DEFAULT 0;
