-- How did the last runs go?
SELECT
    r.run_id,
    r.flow,
    r.started_at,
    r.ended_at - r.started_at AS took,
    r.status,
    r.discovered,
    count(*) FILTER (WHERE o.status = 'loaded') AS loaded,
    count(*) FILTER (WHERE o.status = 'unchanged') AS unchanged,
    count(*) FILTER (WHERE o.status = 'alias') AS alias,
    count(*) FILTER (WHERE o.status = 'quarantined') AS quarantined,
    count(*) FILTER (WHERE o.status = 'refused') AS refused,
    count(*) FILTER (WHERE o.status = 'failed') AS failed,
    r.resumed
FROM ops.runs AS r
LEFT JOIN ops.outcomes AS o ON o.run_id = r.run_id
GROUP BY ALL
ORDER BY r.started_at DESC
LIMIT 10;
