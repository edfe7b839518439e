DROP TABLE clinic;
DROP TABLE logins;
DROP TABLE staff_teams;
DROP TABLE staff;
DROP TABLE teams;
