-- Which sources of this run gave nothing at all but refusals and failures? (A replay asks no source.)
SELECT s.name
FROM ops.outcomes AS o
JOIN sources AS s ON s.source_id = o.source_id
JOIN ops.runs AS r ON r.run_id = o.run_id AND r.flow = 'ingest'
WHERE o.run_id = ?
GROUP BY s.name
HAVING bool_and(o.status IN ('refused', 'failed'))
ORDER BY s.name;
