-- On how many days the newest diary in the standing was written on, and of how many, for the board: 13/14.
ALTER TABLE episodes ADD COLUMN diary_written TEXT;
-- Standings that do not say it yet hold no longer, so the server works them out anew when it starts.
UPDATE episodes SET holds_until = '1970-01-01' WHERE diary_share IS NOT NULL AND state = 'open';
