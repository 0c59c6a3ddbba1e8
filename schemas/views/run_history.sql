-- How did each run go: how long it took, and how what it found ended?
CREATE OR REPLACE VIEW run_history AS
SELECT
    r.run_id,
    r.flow,
    r.started_at,
    r.ended_at,
    r.ended_at - r.started_at AS took,
    r.status,
    r.inputs,
    r.discovered,
    coalesce(o.fetched, 0) AS fetched,
    coalesce(o.cleaned, 0) AS cleaned,
    coalesce(o.loaded, 0) AS loaded,
    coalesce(o.unchanged, 0) AS unchanged,
    coalesce(o.alias, 0) AS alias,
    coalesce(o.quarantined, 0) AS quarantined,
    coalesce(o.refused, 0) AS refused,
    coalesce(o.failed, 0) AS failed,
    r.resumed,
    r.warnings
FROM ops.runs AS r
LEFT JOIN (
    SELECT
        run_id,
        count(*) FILTER (WHERE capture_id IS NOT NULL OR (status = 'unchanged' AND reason <> 'not_due')) AS fetched,
        count(*) FILTER (
            WHERE (capture_id IS NOT NULL AND status IN ('loaded', 'alias', 'quarantined')) OR reason = 'same_content'
        ) AS cleaned,
        count(*) FILTER (WHERE status = 'loaded') AS loaded,
        count(*) FILTER (WHERE status = 'unchanged') AS unchanged,
        count(*) FILTER (WHERE status = 'alias') AS alias,
        count(*) FILTER (WHERE status = 'quarantined') AS quarantined,
        count(*) FILTER (WHERE status = 'refused') AS refused,
        count(*) FILTER (WHERE status = 'failed') AS failed
    FROM ops.outcomes
    GROUP BY run_id
) AS o ON o.run_id = r.run_id;
COMMENT ON VIEW run_history IS 'One row per run: when, how long, how it ended, and how many candidates came through each step and ended in each status.';
COMMENT ON COLUMN run_history.run_id IS 'The run.';
COMMENT ON COLUMN run_history.flow IS 'ingest, replay, release or audit.';
COMMENT ON COLUMN run_history.started_at IS 'When the run started.';
COMMENT ON COLUMN run_history.ended_at IS 'When it ended; null while it runs.';
COMMENT ON COLUMN run_history.took IS 'Time from its start to its end, as an interval; null while it runs. A run that was cut off ends when a later process completes it.';
COMMENT ON COLUMN run_history.status IS 'running, completed, completed_with_quarantine (some candidates are held), source_failed (a source could not be asked), quality_failed (an audit), given_up (cut off, and could not be completed).';
COMMENT ON COLUMN run_history.inputs IS 'Paths, addresses and sources that were asked for.';
COMMENT ON COLUMN run_history.discovered IS 'Candidates offered.';
COMMENT ON COLUMN run_history.fetched IS 'Candidates whose content was had, new or unchanged.';
COMMENT ON COLUMN run_history.cleaned IS 'Candidates that an article was made of.';
COMMENT ON COLUMN run_history.loaded IS 'How many were loaded, new or revised.';
COMMENT ON COLUMN run_history.unchanged IS 'How many were known and unchanged.';
COMMENT ON COLUMN run_history.alias IS 'How many were known texts under another address.';
COMMENT ON COLUMN run_history.quarantined IS 'How many are held.';
COMMENT ON COLUMN run_history.refused IS 'How many were refused.';
COMMENT ON COLUMN run_history.failed IS 'How many failed.';
COMMENT ON COLUMN run_history.resumed IS 'Whether it was cut off and completed by a later process.';
COMMENT ON COLUMN run_history.warnings IS 'What a person should know, in words.';
