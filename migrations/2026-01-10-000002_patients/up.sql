-- Patients. What can be amended lives in patient_versions, each row complete; patients says which one is current.

CREATE TABLE patients (
    id TEXT NOT NULL PRIMARY KEY,
    team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE RESTRICT,
    clinic_number TEXT NOT NULL UNIQUE CHECK (clinic_number <> ''),
    version INTEGER NOT NULL CHECK (version >= 1),
    registered_at TIMESTAMP NOT NULL,
    registered_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT
);
CREATE INDEX patients_of_team ON patients (team_id);

CREATE TABLE patient_versions (
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
    version INTEGER NOT NULL CHECK (version >= 1),
    clinic_number TEXT NOT NULL CHECK (clinic_number <> ''),
    family_name TEXT NOT NULL CHECK (family_name <> ''),
    given_names TEXT NOT NULL,
    name_to_use TEXT NOT NULL,
    birth_date DATE NOT NULL,
    birth_date_estimated BOOLEAN NOT NULL,
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'other', 'not_stated')),
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    email TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_relation TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    guardian TEXT NOT NULL,
    language TEXT NOT NULL,
    interpreter BOOLEAN NOT NULL,
    referrer TEXT NOT NULL,
    gp TEXT NOT NULL,
    dominant_hand TEXT NOT NULL CHECK (dominant_hand IN ('left', 'right', 'both', 'not_stated')),
    arm_length BIGINT CHECK (arm_length > 0),
    paper TEXT NOT NULL CHECK (paper IN ('a4', 'letter')),
    print_size TEXT NOT NULL CHECK (print_size IN ('standard', 'large')),
    alerts TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    PRIMARY KEY (patient_id, version)
);
CREATE INDEX patient_versions_born ON patient_versions (birth_date);

-- Folded words of every name a patient has had, and of the clinic number.
CREATE TABLE patient_search_words (
    word TEXT NOT NULL CHECK (word <> ''),
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
    PRIMARY KEY (word, patient_id)
);
CREATE INDEX patient_search_words_of ON patient_search_words (patient_id);

CREATE TABLE patient_cautions (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
    caution TEXT NOT NULL,
    note TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    withdrawn_at TIMESTAMP,
    withdrawn_by TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    withdrawn_because TEXT,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_because IS NULL))
);
CREATE UNIQUE INDEX patient_cautions_once ON patient_cautions (patient_id, caution) WHERE withdrawn_at IS NULL;

-- Dated facts: consent given, treatment declined, deceased.
CREATE TABLE patient_facts (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
    kind TEXT NOT NULL CHECK (kind IN ('consent', 'treatment_declined', 'deceased')),
    on_day DATE NOT NULL,
    note TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    withdrawn_at TIMESTAMP,
    withdrawn_by TEXT REFERENCES staff (id) ON DELETE RESTRICT,
    withdrawn_because TEXT,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_because IS NULL))
);
CREATE UNIQUE INDEX patient_facts_once ON patient_facts (patient_id, kind) WHERE withdrawn_at IS NULL;

-- Access asked for with a reason, for some hours.
CREATE TABLE access_grants (
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (id) ON DELETE RESTRICT,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    reason TEXT NOT NULL CHECK (reason <> ''),
    granted_at TIMESTAMP NOT NULL,
    until_at TIMESTAMP NOT NULL,
    CHECK (until_at > granted_at)
);
CREATE INDEX access_grants_in_force ON access_grants (staff_id, patient_id, until_at);
