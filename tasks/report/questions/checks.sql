-- How does each check of each source, and of the warehouse, stand?
SELECT * FROM source_checks ORDER BY source, check_id;
