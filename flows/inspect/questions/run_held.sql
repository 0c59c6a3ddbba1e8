-- Which articles did this run hold back, and why? Parameters: run_id, most.
SELECT q.title, q.url, s.name AS source, array_to_string(q.checks, ', ') AS checks, q.quarantine_id::VARCHAR AS id
FROM quality.quarantine AS q
JOIN sources AS s ON s.source_id = q.source_id
WHERE q.run_id = $run_id AND q.state = 'open'
ORDER BY s.name, q.url
LIMIT $most;
