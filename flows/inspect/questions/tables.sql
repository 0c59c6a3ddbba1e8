-- What is there to ask: tables, views and macros, each with what a row of it is?
SELECT name, kind, comment, rows
FROM (
    SELECT
        CASE WHEN schema_name = 'main' THEN '' ELSE schema_name || '.' END || table_name AS name,
        'table' AS kind, comment, estimated_size AS rows, schema_name
    FROM duckdb_tables()
    WHERE database_name = current_database()
    UNION ALL
    SELECT CASE WHEN schema_name = 'main' THEN '' ELSE schema_name || '.' END || view_name, 'view', comment, NULL, schema_name
    FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT
        function_name || '(' || array_to_string(parameters, ', ') || ')',
        CASE function_type WHEN 'macro' THEN 'macro' ELSE 'table macro' END, comment, NULL, schema_name
    FROM duckdb_functions()
    WHERE database_name = current_database() AND function_type IN ('macro', 'table_macro')
)
ORDER BY schema_name <> 'main', schema_name, name <> 'latest_articles', kind = 'macro', name;
