-- How many candidates of this run had content, and how many became an article?
SELECT
    count(*) FILTER (WHERE capture_id IS NOT NULL OR (status = 'unchanged' AND reason <> 'not_due')),
    count(*) FILTER (WHERE (capture_id IS NOT NULL AND status IN ('loaded', 'alias', 'quarantined')) OR reason = 'same_content')
FROM ops.outcomes
WHERE run_id = ?;
