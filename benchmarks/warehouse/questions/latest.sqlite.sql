SELECT v.published_at, s.name AS source, v.title, v.authors
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.published_at IS NOT NULL
ORDER BY v.published_at DESC
LIMIT 10;
