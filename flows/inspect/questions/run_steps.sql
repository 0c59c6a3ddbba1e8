-- What did each step of one run take? Batches overlap, so the seconds of all steps add up to more than the run took. Parameter: run_id.
SELECT
    step,
    count(*) AS batches,
    round(sum(seconds), 1) AS seconds,
    round(max(seconds), 1) AS slowest,
    arg_max(batch, seconds) AS slowest_batch,
    min(began_at) AS first_began_at
FROM ops.step_times
WHERE run_id = $run_id
GROUP BY step
ORDER BY first_began_at, list_position(['discover', 'fetch', 'clean', 'validate', 'load'], step);
