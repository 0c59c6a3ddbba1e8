-- What was refused or failed, in which run, and why?
CREATE OR REPLACE VIEW losses AS
SELECT
    s.name AS source,
    o.recorded_at,
    o.url,
    o.status,
    o.reason,
    r.meaning,
    o.detail,
    o.run_id
FROM ops.outcomes AS o
JOIN sources AS s ON s.source_id = o.source_id
LEFT JOIN ops.reasons AS r ON r.reason = o.reason
WHERE o.status IN ('refused', 'failed');
COMMENT ON VIEW losses IS 'One row per candidate that a run refused or that failed; one that was lost in two runs has two.';
COMMENT ON COLUMN losses.source IS 'Name of the source.';
COMMENT ON COLUMN losses.recorded_at IS 'When it was lost.';
COMMENT ON COLUMN losses.url IS 'Its address.';
COMMENT ON COLUMN losses.status IS 'refused or failed.';
COMMENT ON COLUMN losses.reason IS 'Why; docs/outcomes.md explains each.';
COMMENT ON COLUMN losses.meaning IS 'The reason in words.';
COMMENT ON COLUMN losses.detail IS 'What exactly happened.';
COMMENT ON COLUMN losses.run_id IS 'The run.';
