-- How did the candidates of each of the newest runs end? Parameter: how many runs.
SELECT run_id, status, reason, candidates
FROM run_funnel
WHERE run_id IN (SELECT run_id FROM run_history ORDER BY started_at DESC, run_id DESC LIMIT $runs)
ORDER BY run_id, status, candidates DESC, reason;
