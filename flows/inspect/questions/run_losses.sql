-- What did one run not load: refused, failed, held; each with what exactly happened? Parameter: run_id.
SELECT o.status, o.reason, s.name AS source, o.url, coalesce(o.detail, array_to_string(o.checks, ', ')) AS detail, o.next_attempt_at
FROM ops.outcomes AS o
JOIN sources AS s ON s.source_id = o.source_id
WHERE o.run_id = $run_id AND o.status IN ('refused', 'failed', 'quarantined')
ORDER BY o.status, o.reason, o.position;
