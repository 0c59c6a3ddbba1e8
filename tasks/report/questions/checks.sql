-- What is the last result of each check, for each source and for the warehouse?
SELECT * FROM source_checks ORDER BY source, check_id;
