-- Of how many candidates of this run was there content, and of how many an article?
SELECT
    count(*) FILTER (WHERE capture_id IS NOT NULL OR (status = 'unchanged' AND reason <> 'not_due')),
    count(*) FILTER (WHERE (capture_id IS NOT NULL AND status IN ('loaded', 'alias', 'quarantined')) OR reason = 'same_content')
FROM ops.outcomes
WHERE run_id = ?;
