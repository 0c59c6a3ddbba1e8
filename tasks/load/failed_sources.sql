-- Which sources of this run could not be read, or gave only refusals and failures? (A replay requests no source.)
SELECT s.name
FROM ops.outcomes AS o
JOIN sources AS s ON s.source_id = o.source_id
JOIN ops.runs AS r ON r.run_id = o.run_id AND r.flow = 'ingest'
WHERE o.run_id = $run_id
-- An address that was retried by itself says nothing about its source today.
AND NOT o.came_back
GROUP BY s.name
HAVING bool_and(o.status IN ('refused', 'failed'))
ORDER BY s.name;
