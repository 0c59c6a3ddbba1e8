-- How did the candidates of one run end, source by source? Parameter: run_id.
SELECT
    s.name AS source,
    count(*) AS candidates,
    count(*) FILTER (WHERE o.status = 'loaded') AS loaded,
    count(*) FILTER (WHERE o.status = 'unchanged') AS unchanged,
    count(*) FILTER (WHERE o.status = 'alias') AS alias,
    count(*) FILTER (WHERE o.status = 'quarantined') AS held,
    count(*) FILTER (WHERE o.status IN ('refused', 'failed')) AS lost
FROM ops.outcomes AS o
JOIN sources AS s ON s.source_id = o.source_id
WHERE o.run_id = $run_id
GROUP BY s.name
ORDER BY lost DESC, held DESC, s.name;
