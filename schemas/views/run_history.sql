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
COMMENT ON VIEW run_history IS 'One row a run: when, how long, how it ended, and how many candidates came through each step and ended in each status.';
