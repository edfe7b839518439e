-- On how many days the newest diary in the standing was written on, and of how many, for the board: 13/14. Empty until the
-- standing is worked out anew.
ALTER TABLE episodes ADD COLUMN diary_written TEXT;
