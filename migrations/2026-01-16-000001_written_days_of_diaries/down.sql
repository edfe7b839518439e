ALTER TABLE episodes DROP COLUMN diary_written;
