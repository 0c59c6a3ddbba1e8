-- Which sources of this run gave nothing at all but refusals and failures?
SELECT s.name
FROM ops.outcomes AS o
JOIN sources AS s ON s.source_id = o.source_id
WHERE o.run_id = ?
GROUP BY s.name
HAVING bool_and(o.status IN ('refused', 'failed'))
ORDER BY s.name;
