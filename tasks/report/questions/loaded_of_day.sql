-- What did the ingest runs of the last 24 hours load, new or revised? Parameters: yesterday, soon, how many.
SELECT s.name AS source, v.title, a.url, v.loaded_at, v.version, v.word_count
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.run_id IN (SELECT run_id FROM run_history WHERE flow = 'ingest' AND started_at >= $yesterday AND started_at <= $soon)
ORDER BY source, v.loaded_at DESC, a.url
LIMIT $of_day;
