-- Why was what each source offered refused, or why did it fail, day by day?
CREATE OR REPLACE VIEW losses_by_day AS
SELECT
    s.name AS source,
    make_timestamp(epoch_us(o.recorded_at))::DATE AS day,
    o.status,
    o.reason,
    count(*) AS candidates
FROM ops.outcomes AS o
JOIN ops.runs AS r ON r.run_id = o.run_id AND r.flow = 'ingest'
JOIN sources AS s ON s.source_id = o.source_id
WHERE o.status IN ('refused', 'failed')
GROUP BY ALL;
COMMENT ON VIEW losses_by_day IS 'One row a source, day (UTC) and reason: candidates of ingest runs that were refused or failed.';
COMMENT ON COLUMN losses_by_day.source IS 'Name of the source.';
COMMENT ON COLUMN losses_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN losses_by_day.status IS 'refused or failed.';
COMMENT ON COLUMN losses_by_day.reason IS 'Why; docs/outcomes.md explains each.';
COMMENT ON COLUMN losses_by_day.candidates IS 'How many candidates.';
