-- Which events did runs have (resumed, given up), the last first? Parameters: the run (empty: all), and how many at most (null: all).
SELECT run_id, happened_at, event, detail
FROM ops.run_events
WHERE $run_id IN ('', run_id)
ORDER BY happened_at DESC
LIMIT $most;
