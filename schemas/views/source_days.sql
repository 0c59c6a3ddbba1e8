-- What became of what each source offered, day by day?
-- A candidate belongs to the day on which its run began, also if the run was cut off and ended later.
-- Days are cut by arithmetic: AT TIME ZONE asks the calendar of all time zones for every row, which costs five times as much.
CREATE OR REPLACE VIEW source_days AS
SELECT
    s.name AS source,
    make_timestamp(epoch_us(r.started_at))::DATE AS day,
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
COMMENT ON VIEW source_days IS 'One row per source and day (UTC) with candidates: how they ended. Ingest runs alone: replays and releases are our doing, not the source''s.';
COMMENT ON COLUMN source_days.source IS 'Name of the source.';
COMMENT ON COLUMN source_days.day IS 'Day (UTC) on which the run began.';
COMMENT ON COLUMN source_days.candidates IS 'How many candidates.';
COMMENT ON COLUMN source_days.loaded IS 'How many were loaded, new or revised.';
COMMENT ON COLUMN source_days.revised IS 'How many of the loaded were further versions.';
COMMENT ON COLUMN source_days.unchanged IS 'How many were known and unchanged.';
COMMENT ON COLUMN source_days.alias IS 'How many were known texts under another address.';
COMMENT ON COLUMN source_days.held IS 'How many are held.';
COMMENT ON COLUMN source_days.refused IS 'How many were refused.';
COMMENT ON COLUMN source_days.failed IS 'How many failed.';
