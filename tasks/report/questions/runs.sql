-- Which runs were there, newest first? Parameter: how many.
SELECT * FROM run_history ORDER BY started_at DESC, run_id DESC LIMIT $many;
