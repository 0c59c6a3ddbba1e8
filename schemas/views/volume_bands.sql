-- How much did ingest runs load of each source each day, and how much was to be expected of that weekday?
CREATE OR REPLACE VIEW volume_bands AS
WITH bands AS (
    SELECT
        source_id,
        day,
        arg_max({'lowest': lowest, 'highest': highest, 'status': status, 'severity': severity}, run_id) AS last
    FROM quality.audit_results
    WHERE check_id = 'articles_as_usual'
    GROUP BY source_id, day
    UNION ALL
    SELECT source_id, day, {'lowest': lowest, 'highest': highest, 'status': status, 'severity': severity}
    FROM quality.audit_days
    WHERE check_id = 'articles_as_usual'
),

brought AS (
    SELECT o.source_id, make_timestamp(epoch_us(r.started_at))::DATE AS day, count(*) FILTER (WHERE o.status = 'loaded') AS loaded
    FROM ops.outcomes AS o
    JOIN ops.runs AS r ON r.run_id = o.run_id AND r.flow = 'ingest'
    GROUP BY ALL
)

SELECT
    s.name AS source,
    coalesce(v.day, b.day) AS day,
    coalesce(v.loaded, 0) AS loaded,
    b.last.lowest AS lowest,
    b.last.highest AS highest,
    b.last.status AS status,
    b.last.severity AS severity
FROM brought AS v
FULL JOIN bands AS b ON b.source_id = v.source_id AND b.day = v.day
JOIN sources AS s ON s.source_id = coalesce(v.source_id, b.source_id);
COMMENT ON VIEW volume_bands IS 'One row per source and day (UTC): what ingest runs loaded, and the bounds and verdict of the check articles_as_usual, null where that day was not audited.';
COMMENT ON COLUMN volume_bands.source IS 'Name of the source.';
COMMENT ON COLUMN volume_bands.day IS 'Day (UTC) on which the run began.';
COMMENT ON COLUMN volume_bands.loaded IS 'Versions that ingest runs loaded: new articles and revisions. What was released or read again by hand is in daily_volume alone.';
COMMENT ON COLUMN volume_bands.lowest IS 'Least that passes; null where any is little enough.';
COMMENT ON COLUMN volume_bands.highest IS 'Most that passes; null where none is too much.';
COMMENT ON COLUMN volume_bands.status IS 'Verdict of the check articles_as_usual; null where that day was not audited.';
COMMENT ON COLUMN volume_bands.severity IS 'Severity of that check: critical, warning or info.';
