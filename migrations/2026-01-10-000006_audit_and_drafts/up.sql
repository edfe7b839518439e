-- The audit chain, what is typed and not yet saved, and which submissions were already answered.

-- Ids and field names only; no reference to other tables, so that it outlives what it tells about.
CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY CHECK (seq >= 1),
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL CHECK (actor <> ''),
    action TEXT NOT NULL CHECK (action <> ''),
    patient_id TEXT,
    episode_id TEXT,
    subject_id TEXT,
    fields TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
);
CREATE INDEX audit_of_patient ON audit (patient_id, seq);
CREATE INDEX audit_of_actor ON audit (actor, seq);

CREATE TABLE drafts (
    id TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    kind TEXT NOT NULL CHECK (kind <> ''),
    patient_id TEXT REFERENCES patients (id) ON DELETE RESTRICT,
    subject_id TEXT,
    content TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX drafts_of_staff ON drafts (staff_id, updated_at);

CREATE TABLE submissions (
    id TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    content_hash TEXT NOT NULL,
    result TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL
);
