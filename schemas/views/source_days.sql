-- What became of what each source offered, day by day?
-- Days are cut by arithmetic: AT TIME ZONE asks the calendar of all time zones for every row, which costs five times as much.
CREATE OR REPLACE VIEW source_days AS
SELECT
    s.name AS source,
    make_timestamp(epoch_us(o.recorded_at))::DATE AS day,
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
