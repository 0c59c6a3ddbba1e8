WITH newest AS (
    SELECT s.name AS source, v.*
    FROM articles AS a
    JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
    JOIN sources AS s ON s.source_id = a.source_id
)
SELECT source, field, sum(is_missing) AS articles
FROM (
    SELECT source, 'title' AS field, title IS NULL AS is_missing FROM newest
    UNION ALL SELECT source, 'authors', json_array_length(authors) = 0 FROM newest
    UNION ALL SELECT source, 'published_at', published_at IS NULL FROM newest
    UNION ALL SELECT source, 'language', language IS NULL FROM newest
    UNION ALL SELECT source, 'description', description IS NULL FROM newest
    UNION ALL SELECT source, 'section', section IS NULL FROM newest
)
GROUP BY source, field
HAVING sum(is_missing) > 0
ORDER BY articles DESC, source, field;
