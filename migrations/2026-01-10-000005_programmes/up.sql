-- Home programmes: a draft may be edited, an issued one never; prints keep what the sheet was made from.

CREATE TABLE programmes (
    id TEXT NOT NULL PRIMARY KEY,
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE RESTRICT,
    number INTEGER NOT NULL CHECK (number >= 1),
    protocol_version_id TEXT NOT NULL REFERENCES protocol_versions (id) ON DELETE RESTRICT,
    phase SMALLINT NOT NULL CHECK (phase >= 1),
    state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'superseded')),
    content TEXT NOT NULL,
    check_code TEXT UNIQUE,
    version INTEGER NOT NULL CHECK (version >= 1),
    written_at TIMESTAMP NOT NULL,
    written_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    issued_at TIMESTAMP,
    issued_by TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    superseded_at TIMESTAMP,
    review_because TEXT,
    UNIQUE (episode_id, number),
    CHECK ((state = 'draft') = (issued_at IS NULL)),
    CHECK ((issued_at IS NULL) = (issued_by IS NULL) AND (issued_at IS NULL) = (check_code IS NULL)),
    CHECK ((state = 'superseded') = (superseded_at IS NOT NULL))
);
CREATE UNIQUE INDEX programmes_one_draft ON programmes (episode_id) WHERE state = 'draft';
CREATE UNIQUE INDEX programmes_one_issued ON programmes (episode_id) WHERE state = 'issued';

CREATE TABLE prints (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programmes (id) ON DELETE RESTRICT,
    paper TEXT NOT NULL CHECK (paper IN ('a4', 'letter')),
    print_size TEXT NOT NULL CHECK (print_size IN ('standard', 'large')),
    input TEXT NOT NULL,
    bytes_hash TEXT NOT NULL,
    printed_at TIMESTAMP NOT NULL,
    printed_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX prints_of ON prints (programme_id, printed_at);
