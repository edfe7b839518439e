-- Names as lists of people are ordered by: lower case, without accents. The program fills them in right after.
ALTER TABLE patients ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
CREATE INDEX patients_by_name ON patients (sort_key, id);
