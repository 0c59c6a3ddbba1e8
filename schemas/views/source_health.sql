-- Is each source alive, and how does what it offers end?
CREATE OR REPLACE VIEW source_health AS
SELECT
    s.name AS source,
    count(*) AS candidates,
    count(*) FILTER (WHERE o.status IN ('loaded', 'unchanged', 'alias')) AS good,
    count(*) FILTER (WHERE o.status = 'quarantined') AS held,
    count(*) FILTER (WHERE o.status IN ('refused', 'failed')) AS lost,
    max(o.recorded_at) AS last_asked_at,
    max(o.recorded_at) FILTER (WHERE o.status = 'loaded') AS last_loaded_at
FROM sources AS s
JOIN ops.outcomes AS o ON o.source_id = s.source_id
GROUP BY s.name;
COMMENT ON VIEW source_health IS 'One row a source: outcomes of all its candidates in all runs, and when it last gave something new.';
