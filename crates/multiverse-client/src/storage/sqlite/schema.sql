-- Version 1. Never change a version that was released: add another.

-- `record` is the whole truth of a save but its bytes, as JSON; the other columns are what it is found and counted by.
-- AUTOINCREMENT: the database itself remembers which numbers were given, whatever is deleted.
CREATE TABLE saves (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    universe_id TEXT NOT NULL,
    tick INTEGER NOT NULL,
    sync TEXT NOT NULL,
    size INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE INDEX saves_by_tick ON saves (universe_id, tick, sequence);

-- The outbox in its order. With the size, so that totals are counted without a look at a record.
CREATE INDEX saves_by_sync ON saves (sync, sequence, size);

-- Apart from `saves`, since a change of a row writes all of it again.
CREATE TABLE documents (
    sequence INTEGER PRIMARY KEY REFERENCES saves ON DELETE CASCADE,
    coding TEXT NOT NULL CHECK (coding IN ('raw', 'zstd')),
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE notes (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
