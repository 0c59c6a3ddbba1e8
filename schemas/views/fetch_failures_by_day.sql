-- How do fetches of each source fail, day by day?
CREATE OR REPLACE VIEW fetch_failures_by_day AS
SELECT
    s.name AS source,
    make_timestamp(epoch_us(f.fetched_at))::DATE AS day,
    f.reason,
    count(*) AS attempts
FROM ops.fetches AS f
JOIN ops.outcomes AS o ON o.run_id = f.run_id AND o.position = f.position
JOIN sources AS s ON s.source_id = o.source_id
JOIN ops.reasons AS r ON r.reason = f.reason AND r.status <> 'unchanged'
GROUP BY ALL;
COMMENT ON VIEW fetch_failures_by_day IS 'One row per source, day (UTC) and reason: attempts that gave no content.';
COMMENT ON COLUMN fetch_failures_by_day.source IS 'Name of the source.';
COMMENT ON COLUMN fetch_failures_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN fetch_failures_by_day.reason IS 'Why; docs/outcomes.md explains each.';
COMMENT ON COLUMN fetch_failures_by_day.attempts IS 'How many attempts.';
