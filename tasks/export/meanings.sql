-- What does each column of an export mean? The words of the tables that it comes from.
SELECT column_name, arg_min(comment, list_position(['article_versions', 'articles'], table_name))
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = 'main' AND table_name IN ('article_versions', 'articles')
GROUP BY column_name
