-- How did the candidates of this run end?
SELECT status, reason, count(*) FROM ops.outcomes WHERE run_id = ? GROUP BY ALL ORDER BY ALL;
