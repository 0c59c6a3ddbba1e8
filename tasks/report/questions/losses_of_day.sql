-- What was lost in the last 24 hours? Parameters: yesterday, how many.
SELECT source, recorded_at, url, status, reason, meaning, detail
FROM losses
WHERE run_id IN (SELECT run_id FROM run_history WHERE flow = 'ingest' AND started_at >= $yesterday AND started_at <= $soon)
ORDER BY status, reason, source, recorded_at DESC, url
LIMIT $of_day;
