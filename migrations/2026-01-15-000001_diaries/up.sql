-- Paper diaries that came back, typed in. Every amendment adds a complete version; diaries says which one is current, and
-- which days it is about: these never change, and no two signed diaries of a programme begin on the same one.

CREATE TABLE diaries (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programmes (id) ON DELETE RESTRICT,
    state TEXT NOT NULL CHECK (state IN ('signed', 'struck_out')),
    version INTEGER NOT NULL CHECK (version >= 1),
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    struck_out_at TIMESTAMP,
    struck_out_by TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    struck_out_kind TEXT CHECK (struck_out_kind IN ('wrong_patient', 'wrong_date', 'duplicate', 'other')),
    struck_out_why TEXT,
    CHECK (first_day <= last_day),
    CHECK ((state = 'struck_out') = (struck_out_at IS NOT NULL)),
    CHECK ((struck_out_at IS NULL) = (struck_out_by IS NULL) AND (struck_out_at IS NULL) = (struck_out_kind IS NULL)
        AND (struck_out_at IS NULL) = (struck_out_why IS NULL))
);
CREATE UNIQUE INDEX diaries_once ON diaries (programme_id, first_day) WHERE state = 'signed';
CREATE INDEX diaries_of_programme ON diaries (programme_id, first_day, id);

-- The share is in thousandths of a per cent, and null when nothing was written on any day. Who read the ticks stays with
-- an amendment that leaves them alone.
CREATE TABLE diary_versions (
    diary_id TEXT NOT NULL REFERENCES diaries (id) ON DELETE RESTRICT,
    version INTEGER NOT NULL CHECK (version >= 1),
    handed_back_at TIMESTAMP NOT NULL,
    handed_back_on DATE NOT NULL,
    days TEXT NOT NULL,
    note TEXT NOT NULL,
    share BIGINT CHECK (share >= 0 AND share <= 100000),
    last_written_on DATE,
    reason TEXT NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    entered_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    read_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    PRIMARY KEY (diary_id, version),
    CHECK (share IS NULL OR last_written_on IS NOT NULL),
    CHECK ((version = 1) = (reason = ''))
);

-- The newest diary in the standing, for the board.
ALTER TABLE episodes ADD COLUMN diary_share BIGINT;
ALTER TABLE episodes ADD COLUMN diary_until DATE;
