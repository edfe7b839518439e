ALTER TABLE episodes DROP COLUMN diary_until;
ALTER TABLE episodes DROP COLUMN diary_share;
DROP TABLE diary_versions;
DROP TABLE diaries;
