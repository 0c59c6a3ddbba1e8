-- How many articles did each source bring each day?
SELECT s.name, (v.loaded_at AT TIME ZONE 'UTC')::DATE AS day, count(*) AS articles
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.version = 1
GROUP BY ALL
ORDER BY ALL;
