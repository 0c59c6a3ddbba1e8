-- How did the candidates of each run end?
CREATE OR REPLACE VIEW run_funnel AS
SELECT
    r.run_id,
    r.started_at,
    o.status,
    o.reason,
    count(*) AS candidates
FROM ops.runs AS r
JOIN ops.outcomes AS o ON o.run_id = r.run_id
GROUP BY ALL;
COMMENT ON VIEW run_funnel IS 'One row per run, status and reason: how many candidates ended so.';
COMMENT ON COLUMN run_funnel.run_id IS 'The run.';
COMMENT ON COLUMN run_funnel.started_at IS 'When the run started.';
COMMENT ON COLUMN run_funnel.status IS 'loaded, unchanged, alias, quarantined, refused or failed.';
COMMENT ON COLUMN run_funnel.reason IS 'Why; docs/outcomes.md explains each.';
COMMENT ON COLUMN run_funnel.candidates IS 'How many candidates.';
