-- The clinic, its people and their logins.
-- Every id is text made by the program; every time is UTC to the second; `_on` and `_day` columns are the clinic's dates.

CREATE TABLE teams (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    sign_in_name TEXT NOT NULL UNIQUE CHECK (sign_in_name <> ''),
    role TEXT NOT NULL CHECK (role IN ('clinician', 'lead_clinician', 'front_desk', 'administrator')),
    password_hash TEXT NOT NULL,
    valid_until DATE,
    disabled_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
);

CREATE TABLE staff_teams (
    id TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE RESTRICT,
    since TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE UNIQUE INDEX staff_teams_once ON staff_teams (staff_id, team_id) WHERE ended_at IS NULL;

CREATE TABLE logins (
    token_hash TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX logins_of_staff ON logins (staff_id, ended_at);

CREATE TABLE clinic (
    id TEXT NOT NULL PRIMARY KEY CHECK (id = 'clinic'),
    name TEXT NOT NULL CHECK (name <> ''),
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    letterhead TEXT NOT NULL,
    emergency_number TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    policies TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
);
