SELECT s.name, substr(v.loaded_at, 1, 10) AS day, count(*) AS articles
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.version = 1
GROUP BY s.name, day
ORDER BY s.name, day;
