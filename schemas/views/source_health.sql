-- Is each source alive, and how does what it offers end?
CREATE OR REPLACE VIEW source_health AS
WITH ends AS (
    SELECT source_id, status, 1 AS candidates, recorded_at FROM ops.outcomes
    UNION ALL
    SELECT source_id, status, candidates, last_recorded_at FROM ops.outcome_days
)

SELECT
    s.name AS source,
    sum(e.candidates)::BIGINT AS candidates,
    coalesce(sum(e.candidates) FILTER (WHERE e.status IN ('loaded', 'unchanged', 'alias')), 0)::BIGINT AS good,
    coalesce(sum(e.candidates) FILTER (WHERE e.status = 'quarantined'), 0)::BIGINT AS held,
    coalesce(sum(e.candidates) FILTER (WHERE e.status IN ('refused', 'failed')), 0)::BIGINT AS lost,
    max(e.recorded_at) AS last_asked_at,
    max(e.recorded_at) FILTER (WHERE e.status = 'loaded') AS last_loaded_at
FROM sources AS s
JOIN ends AS e ON e.source_id = s.source_id
GROUP BY s.name;
COMMENT ON VIEW source_health IS 'One row per source: how all its candidates of all runs ended, one that came twice counted twice, and when it last gave something new.';
COMMENT ON COLUMN source_health.source IS 'Name of the source.';
COMMENT ON COLUMN source_health.candidates IS 'How many candidates.';
COMMENT ON COLUMN source_health.good IS 'How many were loaded, unchanged or aliases.';
COMMENT ON COLUMN source_health.held IS 'How many were held when they were judged, each judging of the same one counted, also if they were released or discarded later. What is held now is in held_articles.';
COMMENT ON COLUMN source_health.lost IS 'How many were refused or failed, each time counted.';
COMMENT ON COLUMN source_health.last_asked_at IS 'When it last offered something.';
COMMENT ON COLUMN source_health.last_loaded_at IS 'When something of it was last loaded.';
