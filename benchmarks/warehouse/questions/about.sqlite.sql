SELECT bm25(found, 4, 2, 2, 1) AS score, v.title, s.name AS source, v.published_at, a.url
FROM found
JOIN article_versions AS v ON v.rowid = found.rowid
JOIN articles AS a ON a.article_id = v.article_id AND a.current_version = v.version
JOIN sources AS s ON s.source_id = a.source_id
WHERE found MATCH $words
ORDER BY score
LIMIT 50;
