DROP INDEX patients_by_name;
ALTER TABLE patients DROP COLUMN sort_key;
