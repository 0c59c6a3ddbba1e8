-- Which sources of this run lost or held the most? Parameters: run_id, most.
SELECT
    s.name AS source,
    count(*) AS candidates,
    count(*) FILTER (WHERE o.status = 'quarantined') AS held,
    count(*) FILTER (WHERE o.status IN ('refused', 'failed')) AS lost,
    mode(o.reason) FILTER (WHERE o.status IN ('refused', 'failed', 'quarantined')) AS mostly
FROM ops.outcomes AS o
JOIN sources AS s ON s.source_id = o.source_id
WHERE o.run_id = $run_id
GROUP BY s.name
HAVING held + lost > 0
ORDER BY held + lost DESC, s.name
LIMIT $most;
