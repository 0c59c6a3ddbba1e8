-- What became of what each source offered, day by day?
CREATE OR REPLACE VIEW source_days AS
SELECT
    s.name AS source,
    (o.recorded_at AT TIME ZONE 'UTC')::DATE AS day,
    count(*) AS candidates,
    count(*) FILTER (WHERE o.status = 'loaded') AS loaded,
    count(*) FILTER (WHERE o.reason = 'revised') AS revised,
    count(*) FILTER (WHERE o.status = 'unchanged') AS unchanged,
    count(*) FILTER (WHERE o.status = 'alias') AS alias,
    count(*) FILTER (WHERE o.status = 'quarantined') AS held,
    count(*) FILTER (WHERE o.status = 'refused') AS refused,
    count(*) FILTER (WHERE o.status = 'failed') AS failed
FROM ops.outcomes AS o
JOIN ops.runs AS r ON r.run_id = o.run_id AND r.flow = 'ingest'
JOIN sources AS s ON s.source_id = o.source_id
GROUP BY ALL;
COMMENT ON VIEW source_days IS 'One row a source and day (UTC) with candidates: how they ended. Ingest runs alone: replays and releases are our doing, not the source''s.';
