DROP TABLE prints;
DROP TABLE programmes;
