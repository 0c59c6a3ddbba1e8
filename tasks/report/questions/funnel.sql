-- How did candidates end: in the last ingest run, in the last 24 hours, since? Parameters: run_id, yesterday, since, soon.
SELECT
    status,
    reason,
    coalesce(sum(candidates) FILTER (WHERE run_id = $run_id), 0)::BIGINT AS last_run,
    coalesce(sum(candidates) FILTER (WHERE started_at >= $yesterday AND started_at <= $soon), 0)::BIGINT AS last_day,
    sum(candidates)::BIGINT AS month
FROM run_funnel
WHERE (started_at >= $since OR run_id = $run_id) AND run_id IN (SELECT run_id FROM run_history WHERE flow = 'ingest')
GROUP BY status, reason
ORDER BY month DESC, status, reason;
