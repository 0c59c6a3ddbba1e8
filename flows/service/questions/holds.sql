-- How many articles are held, by source?
SELECT s.name AS source, count(*) AS value
FROM quality.quarantine AS q
JOIN sources AS s ON s.source_id = q.source_id
WHERE q.state = 'open'
GROUP BY ALL
ORDER BY ALL;
