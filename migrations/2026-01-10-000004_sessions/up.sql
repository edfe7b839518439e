-- Treatment visits. Every save, signature and amendment adds a complete version; sessions says which one is current.

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE RESTRICT,
    state TEXT NOT NULL CHECK (state IN ('draft', 'signed', 'struck_out')),
    version INTEGER NOT NULL CHECK (version >= 1),
    took_place_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    struck_out_at TIMESTAMP,
    struck_out_by TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    struck_out_kind TEXT CHECK (struck_out_kind IN ('wrong_patient', 'wrong_date', 'duplicate', 'other')),
    struck_out_why TEXT,
    moved_to TEXT REFERENCES sessions (id) ON DELETE RESTRICT,
    is_assessment BOOLEAN NOT NULL,
    CHECK ((state = 'struck_out') = (struck_out_at IS NOT NULL)),
    CHECK ((struck_out_at IS NULL) = (struck_out_by IS NULL) AND (struck_out_at IS NULL) = (struck_out_kind IS NULL)
        AND (struck_out_at IS NULL) = (struck_out_why IS NULL))
);
CREATE INDEX sessions_of_episode ON sessions (episode_id, took_place_at, id);
CREATE INDEX sessions_unsigned ON sessions (took_place_at, episode_id) WHERE state = 'draft';

CREATE TABLE session_versions (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE RESTRICT,
    version INTEGER NOT NULL CHECK (version >= 1),
    took_place_at TIMESTAMP NOT NULL,
    took_place_on DATE NOT NULL,
    late_because TEXT NOT NULL,
    full_screen BOOLEAN NOT NULL,
    warning_signs TEXT NOT NULL CHECK (warning_signs IN ('not_asked', 'none', 'reported')),
    flare TEXT NOT NULL CHECK (flare IN ('not_asked', 'no', 'settled', 'lasting')),
    flare_began DATE,
    spasm_returned BOOLEAN NOT NULL,
    response TEXT NOT NULL,
    adherence TEXT NOT NULL,
    activities TEXT NOT NULL,
    note TEXT NOT NULL,
    reason TEXT NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    entered_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    signed_at TIMESTAMP,
    signed_by TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    PRIMARY KEY (session_id, version),
    CHECK ((signed_at IS NULL) = (signed_by IS NULL)),
    CHECK (flare IN ('settled', 'lasting') OR (flare_began IS NULL AND NOT spasm_returned))
);

-- Values are whole thousandths or a word of the measure, never both. Who measured stays with a reading that an amendment
-- leaves alone.
CREATE TABLE readings (
    session_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    measure TEXT NOT NULL CHECK (measure <> ''),
    side TEXT CHECK (side IN ('left', 'right')),
    number BIGINT,
    word TEXT,
    variant TEXT,
    unchanged BOOLEAN NOT NULL,
    parts TEXT NOT NULL,
    stopped TEXT,
    taken_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    PRIMARY KEY (session_id, version, position),
    FOREIGN KEY (session_id, version) REFERENCES session_versions (session_id, version) ON DELETE RESTRICT,
    CHECK ((number IS NULL) <> (word IS NULL))
);
CREATE UNIQUE INDEX readings_once_unsided ON readings (session_id, version, measure) WHERE side IS NULL;
CREATE UNIQUE INDEX readings_once_sided ON readings (session_id, version, measure, side) WHERE side IS NOT NULL;

CREATE TABLE session_treatments (
    session_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    treatment TEXT NOT NULL CHECK (treatment <> ''),
    minutes SMALLINT CHECK (minutes > 0),
    region TEXT NOT NULL,
    side TEXT CHECK (side IN ('left', 'right', 'both')),
    setting TEXT NOT NULL,
    response TEXT NOT NULL,
    adverse_severity TEXT CHECK (adverse_severity IN ('mild', 'moderate', 'severe')),
    adverse_event TEXT NOT NULL,
    override_reason TEXT NOT NULL,
    PRIMARY KEY (session_id, version, position),
    FOREIGN KEY (session_id, version) REFERENCES session_versions (session_id, version) ON DELETE RESTRICT,
    CHECK ((adverse_severity IS NULL) = (adverse_event = ''))
);

-- The flags behind "Any new warning sign? Yes".
CREATE TABLE session_warning_signs (
    session_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    flag TEXT NOT NULL CHECK (flag <> ''),
    action_level TEXT CHECK (action_level IN ('gp_soon', 'same_day', 'emergency_now')),
    PRIMARY KEY (session_id, version, flag),
    FOREIGN KEY (session_id, version) REFERENCES session_versions (session_id, version) ON DELETE RESTRICT
);

-- Answers and decisions about red flags. With a session they stand and fall with that version of it.
CREATE TABLE flag_events (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
    flag TEXT NOT NULL CHECK (flag <> ''),
    state TEXT NOT NULL CHECK (state IN ('not_asked', 'absent', 'open', 'referred', 'considered', 'cleared')),
    action_level TEXT CHECK (action_level IN ('gp_soon', 'same_day', 'emergency_now')),
    note TEXT NOT NULL,
    ask_again_on DATE,
    session_id TEXT,
    session_version INTEGER,
    happened_at TIMESTAMP NOT NULL,
    happened_on DATE NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    FOREIGN KEY (session_id, session_version) REFERENCES session_versions (session_id, version) ON DELETE RESTRICT,
    CHECK ((session_id IS NULL) = (session_version IS NULL)),
    CHECK (state NOT IN ('referred', 'considered', 'cleared') OR note <> '')
);
CREATE INDEX flag_events_of ON flag_events (patient_id, id);
CREATE INDEX flag_events_of_session ON flag_events (session_id, session_version);
