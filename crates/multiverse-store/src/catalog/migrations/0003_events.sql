-- What happened, for those who may know of it. A row is written in the transaction of the change that it tells of, so
-- there is one if and only if the change was committed.

CREATE TABLE events (
  -- One more than the event's before, in the order of the commits: see event_order.
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  -- The universe that it is about, and the other one if it is about two: who may not read both is not told.
  universe_id TEXT NOT NULL,
  with_universe_id TEXT,
  -- Whether all of these were public when the change was done. What was told of a private universe stays among those
  -- who may read it as such, should it be published later.
  is_public BIGINT NOT NULL,
  -- The event's data as JSON, as everybody who is told of it may see it.
  data TEXT NOT NULL
);
-- Who follows one universe among a million reads its own events only.
CREATE INDEX events_by_universe ON events (universe_id, id);
CREATE INDEX events_by_other_universe ON events (with_universe_id, id) WHERE with_universe_id IS NOT NULL;

-- One row: the id of the last event. A transaction takes its ids here last of all and keeps the row locked until it
-- commits, so that whoever comes later commits later. A sequence of the database's would give ids in the order in which
-- they are asked for, and a reader would pass over one whose transaction commits after its successor's.
CREATE TABLE event_order (
  id BIGINT PRIMARY KEY,
  last BIGINT NOT NULL
);
INSERT INTO event_order VALUES (0, 0);

-- Work that one server at a time does, and which. A term begins when another takes over: who writes under an older term
-- has been replaced, whatever its clock says.
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  term BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- Whether the config asks for decay by the server, and the tick of the head at which that was last done. The index holds
-- only universes whose head has moved since.
ALTER TABLE universes ADD COLUMN auto_decay BIGINT NOT NULL DEFAULT 0;
ALTER TABLE universes ADD COLUMN decayed_to BIGINT NOT NULL DEFAULT -1;
UPDATE universes SET auto_decay = 1 WHERE config LIKE '%"autoDecay"%';
CREATE INDEX universes_to_decay ON universes (id)
  WHERE auto_decay = 1 AND deleted_at IS NULL AND decayed_to < head_tick;
