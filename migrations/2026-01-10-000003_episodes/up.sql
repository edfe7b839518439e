-- Protocol versions, and episodes with everything decided in them.

CREATE TABLE protocol_versions (
    id TEXT NOT NULL PRIMARY KEY,
    protocol_key TEXT NOT NULL CHECK (protocol_key <> ''),
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    created_at TIMESTAMP NOT NULL,
    published_at TIMESTAMP,
    UNIQUE (protocol_key, version),
    CHECK ((published_at IS NULL) = (state = 'draft'))
);

-- A lead clinician of this clinic stands behind a version by name.
CREATE TABLE protocol_adoptions (
    id TEXT NOT NULL PRIMARY KEY,
    protocol_version_id TEXT NOT NULL REFERENCES protocol_versions (id) ON DELETE RESTRICT,
    adopted_at TIMESTAMP NOT NULL,
    adopted_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    statement TEXT NOT NULL,
    withdrawn_at TIMESTAMP,
    withdrawn_by TEXT REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX protocol_adoptions_once ON protocol_adoptions (protocol_version_id) WHERE withdrawn_at IS NULL;

-- State and responsible clinician are the present ones; episode_events says how they came about.
-- The columns from phase to standing_at are the standing: what the board shows without evaluating.
CREATE TABLE episodes (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
    protocol_version_id TEXT NOT NULL REFERENCES protocol_versions (id) ON DELETE RESTRICT,
    protocol_key TEXT NOT NULL,
    responsible_id TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    state TEXT NOT NULL CHECK (state IN ('open', 'on_hold', 'closed')),
    state_from DATE NOT NULL,
    state_until DATE,
    state_why TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('goals_reached', 'self_management', 'referred_on', 'did_not_return', 'moved', 'declined',
        'died', 'made_in_error')),
    facts_version INTEGER NOT NULL CHECK (facts_version >= 1),
    version INTEGER NOT NULL CHECK (version >= 1),
    opened_at TIMESTAMP NOT NULL,
    opened_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    phase SMALLINT CHECK (phase >= 1),
    status TEXT NOT NULL CHECK (status IN ('red_flag', 'step_back', 'ready', 'stalled', 'new', 'steady')),
    needs_decision BOOLEAN NOT NULL,
    met SMALLINT NOT NULL CHECK (met >= 0),
    met_of SMALLINT NOT NULL CHECK (met_of >= met),
    recommendation TEXT NOT NULL CHECK (recommendation IN ('advance', 'hold', 'step_back', 'stop_and_refer', 'discharge')),
    to_phase SMALLINT,
    action_level TEXT,
    stalled BOOLEAN NOT NULL,
    holds_until DATE,
    last_session_on DATE,
    next_visit_on DATE,
    next_visit_time TIME,
    why TEXT NOT NULL,
    standing_at TIMESTAMP NOT NULL,
    CHECK ((state = 'closed') = (outcome IS NOT NULL))
);
CREATE UNIQUE INDEX episodes_one_open ON episodes (patient_id, protocol_key) WHERE state <> 'closed';
CREATE INDEX episodes_of_patient ON episodes (patient_id, opened_at);
CREATE INDEX episodes_caseload ON episodes (responsible_id, state, next_visit_on, next_visit_time, id);
CREATE INDEX episodes_by_phase ON episodes (responsible_id, state, phase, id);
CREATE INDEX episodes_decide ON episodes (responsible_id, state, needs_decision, status, id);

CREATE TABLE episode_versions (
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE RESTRICT,
    version INTEGER NOT NULL CHECK (version >= 1),
    onset_at TIMESTAMP,
    onset_on DATE,
    onset_precision TEXT NOT NULL CHECK (onset_precision IN ('hour', 'day', 'week', 'month', 'year', 'unknown')),
    onset_stated TEXT NOT NULL,
    injury BOOLEAN NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('left', 'right', 'both', 'central', 'not_stated')),
    sport BOOLEAN NOT NULL,
    intake TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    PRIMARY KEY (episode_id, version),
    CHECK ((onset_at IS NULL) = (onset_precision = 'unknown') AND (onset_at IS NULL) = (onset_on IS NULL))
);

CREATE TABLE episode_events (
    id TEXT NOT NULL PRIMARY KEY,
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE RESTRICT,
    kind TEXT NOT NULL CHECK (kind IN ('opened', 'held', 'resumed', 'closed', 'reopened', 'handed_over', 'responsible_changed',
        'side_changed', 'facts_amended', 'note')),
    from_day DATE,
    until_day DATE,
    staff_id TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    outcome TEXT,
    note TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX episode_events_of ON episode_events (episode_id, recorded_at, id);

-- Cover by a colleague: one episode, or (without one) every episode the first clinician is responsible for; with a team,
-- which a lead clinician handed over, those of its patients alone.
CREATE TABLE handovers (
    id TEXT NOT NULL PRIMARY KEY,
    from_staff TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    to_staff TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    episode_id TEXT REFERENCES episodes (id) ON DELETE RESTRICT,
    team_id TEXT REFERENCES teams (id) ON DELETE RESTRICT,
    from_day DATE NOT NULL,
    until_day DATE,
    note TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    ended_at TIMESTAMP,
    CHECK (from_staff <> to_staff),
    CHECK (episode_id IS NULL OR team_id IS NULL),
    CHECK (until_day IS NULL OR until_day >= from_day)
);
CREATE INDEX handovers_to ON handovers (to_staff, from_day);
CREATE INDEX handovers_from ON handovers (from_staff, from_day);

-- The clinician's decisions about the phase; number counts up from 1 (assignment). to_phase = from_phase is a decision to stay.
CREATE TABLE phase_changes (
    id TEXT NOT NULL PRIMARY KEY,
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE RESTRICT,
    number INTEGER NOT NULL CHECK (number >= 1),
    from_phase SMALLINT CHECK (from_phase >= 1),
    to_phase SMALLINT NOT NULL CHECK (to_phase >= 1),
    recommended TEXT NOT NULL,
    recommended_phase SMALLINT,
    against BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    evaluation TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    decided_on DATE NOT NULL,
    decided_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    rests_on_amended_at TIMESTAMP,
    UNIQUE (episode_id, number),
    CHECK ((number = 1) = (from_phase IS NULL)),
    CHECK (NOT against OR reason <> '')
);

CREATE TABLE overrides (
    id TEXT NOT NULL PRIMARY KEY,
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE RESTRICT,
    target TEXT NOT NULL CHECK (target <> ''),
    change TEXT NOT NULL CHECK (change IN ('threshold', 'gate', 'not_applicable')),
    threshold BIGINT,
    gate TEXT CHECK (gate IN ('mandatory', 'advisory')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    kept BOOLEAN NOT NULL,
    set_at TIMESTAMP NOT NULL,
    set_on DATE NOT NULL,
    set_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    ended_at TIMESTAMP,
    ended_by TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    CHECK ((change = 'threshold') = (threshold IS NOT NULL)),
    CHECK ((change = 'gate') = (gate IS NOT NULL))
);
CREATE UNIQUE INDEX overrides_once ON overrides (episode_id, target, change) WHERE ended_at IS NULL;

CREATE TABLE baseline_marks (
    id TEXT NOT NULL PRIMARY KEY,
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE RESTRICT,
    measure TEXT,
    from_at TIMESTAMP NOT NULL,
    from_on DATE NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX baseline_marks_of ON baseline_marks (episode_id);

-- Next visits. A changed one stays readable and names the one that took its place.
CREATE TABLE visits (
    id TEXT NOT NULL PRIMARY KEY,
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE RESTRICT,
    on_day DATE NOT NULL,
    at_time TIME,
    place TEXT NOT NULL,
    staff_id TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    state TEXT NOT NULL CHECK (state IN ('booked', 'changed', 'cancelled_by_patient', 'cancelled_by_clinic', 'did_not_attend',
        'attended')),
    note TEXT NOT NULL,
    booked_at TIMESTAMP NOT NULL,
    booked_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    settled_at TIMESTAMP,
    settled_by TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    CHECK ((state = 'booked') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX visits_one_booked ON visits (episode_id) WHERE state = 'booked';
CREATE INDEX visits_of_day ON visits (on_day, at_time);
CREATE INDEX visits_of_episode ON visits (episode_id, on_day);
