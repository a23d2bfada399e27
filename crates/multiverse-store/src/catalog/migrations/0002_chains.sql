-- Contents may be stored as what changed since another: coding 'worldline', with that other one as base.

-- Stored bytes of the content and of all that it rests on, down to its keyframe: what a read has to fetch.
ALTER TABLE contents ADD COLUMN chain_bytes BIGINT NOT NULL DEFAULT 0;
UPDATE contents SET chain_bytes = stored_length;
-- How many saves the content is from its keyframe, along the history that led to it; 0 for a keyframe. By this the
-- next save knows which of the contents that lie before it is the best base; depth is how many of them are read.
ALTER TABLE contents ADD COLUMN since_keyframe BIGINT NOT NULL DEFAULT 0;

-- With the universe, so that to find a content in one history takes as long whether or not others hold it too.
DROP INDEX snapshots_by_content;
CREATE INDEX snapshots_by_content ON snapshots (checksum, universe_id) WHERE has_content = 1;
