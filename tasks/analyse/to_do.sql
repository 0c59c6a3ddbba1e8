-- Which articles have a version that was not analysed by this method? By the day they are compared by.
CREATE OR REPLACE TEMP TABLE to_do AS
SELECT
    a.article_id,
    v.rowid AS row_number,
    row_number() OVER (ORDER BY coalesce(v.published_at, a.first_seen_at), a.article_id) AS place
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
LEFT JOIN analysis.analysed AS d ON d.article_id = a.article_id AND d.version = a.current_version AND d.method = $method
    AND d.status <> 'comparing'
WHERE d.article_id IS NULL OR $again;
