-- What is held, from which source, by which check?
CREATE OR REPLACE VIEW quarantine_by_reason AS
SELECT
    s.name AS source,
    q.check_id,
    count(*) AS articles,
    max(q.held_at) AS last_held_at
FROM (SELECT source_id, held_at, unnest(checks) AS check_id FROM quality.quarantine WHERE state = 'open') AS q
JOIN sources AS s ON s.source_id = q.source_id
GROUP BY ALL;
COMMENT ON VIEW quarantine_by_reason IS 'One row per source and check: how many open holds it accounts for (an article counts at each of its checks).';
COMMENT ON COLUMN quarantine_by_reason.source IS 'Name of the source.';
COMMENT ON COLUMN quarantine_by_reason.check_id IS 'The check.';
COMMENT ON COLUMN quarantine_by_reason.articles IS 'Open holds that it accounts for.';
COMMENT ON COLUMN quarantine_by_reason.last_held_at IS 'When the last of them was held.';
