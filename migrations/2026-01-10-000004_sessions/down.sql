DROP TABLE flag_events;
DROP TABLE session_warning_signs;
DROP TABLE session_treatments;
DROP TABLE readings;
DROP TABLE session_versions;
DROP TABLE sessions;
