-- Which columns does a table or view have, and what do they mean? Parameter: its name, with the schema where that is not main.
SELECT column_name AS column, data_type AS type, comment AS meaning
FROM duckdb_columns()
WHERE database_name = current_database() AND CASE WHEN schema_name = 'main' THEN '' ELSE schema_name || '.' END || table_name = $name
ORDER BY column_index;
