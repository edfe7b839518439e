DROP TABLE access_grants;
DROP TABLE patient_facts;
DROP TABLE patient_cautions;
DROP TABLE patient_search_words;
DROP TABLE patient_versions;
DROP TABLE patients;
