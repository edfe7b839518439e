DROP TABLE submissions;
DROP TABLE drafts;
DROP TABLE audit;
