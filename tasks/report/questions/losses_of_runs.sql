-- What did each of the newest runs lose? Parameters: how many runs, how much of each.
SELECT run_id, arg_min({'source': source, 'url': url, 'reason': reason, 'detail': detail}, reason || source || url, $each_run) AS losses
FROM losses
WHERE run_id IN (SELECT run_id FROM run_history ORDER BY started_at DESC, run_id DESC LIMIT $runs)
GROUP BY run_id;
