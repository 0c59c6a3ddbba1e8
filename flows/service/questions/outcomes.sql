-- How did all candidates of all runs end?
SELECT status, reason, sum(candidates)::BIGINT AS value FROM run_funnel GROUP BY ALL ORDER BY ALL;
