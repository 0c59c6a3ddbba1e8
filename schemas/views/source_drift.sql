-- How far is each figure of each source from its usual place, day by day?
CREATE OR REPLACE VIEW source_drift AS
SELECT
    s.name AS source,
    r.day,
    r.check_id,
    r.observed,
    r.lowest,
    r.highest,
    r.status,
    CASE
        WHEN r.lowest IS NOT NULL AND r.highest > r.lowest
            THEN 2 * (r.observed - (r.lowest + r.highest) / 2) / (r.highest - r.lowest)
    END AS drift
FROM (
    SELECT source_id, day, check_id, observed, lowest, highest, status
    FROM quality.audit_results
    WHERE history > 0
    QUALIFY row_number() OVER (PARTITION BY check_id, source_id, day ORDER BY run_id DESC) = 1
    UNION ALL
    SELECT source_id, day, check_id, observed, lowest, highest, status FROM quality.audit_days WHERE history > 0
) AS r
JOIN sources AS s ON s.source_id = r.source_id;
COMMENT ON VIEW source_drift IS 'One row per source, day and check with learned bounds. drift: 0 in the middle of what is usual, 1 or -1 at its edges; null where only one side is bounded.';
COMMENT ON COLUMN source_drift.source IS 'Name of the source.';
COMMENT ON COLUMN source_drift.day IS 'Day (UTC).';
COMMENT ON COLUMN source_drift.check_id IS 'The check.';
COMMENT ON COLUMN source_drift.observed IS 'The figure of that day.';
COMMENT ON COLUMN source_drift.lowest IS 'Least that passes; null where any is little enough.';
COMMENT ON COLUMN source_drift.highest IS 'Most that passes; null where none is too much.';
COMMENT ON COLUMN source_drift.status IS 'pass or fail.';
COMMENT ON COLUMN source_drift.drift IS '0 in the middle of what is usual, 1 or -1 at its edges; null where only one side is bounded.';
