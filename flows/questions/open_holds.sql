-- Which articles are held, and by which checks?
SELECT q.quarantine_id, s.name AS source, q.url, q.title, q.checks, q.held_at
FROM quality.quarantine AS q
JOIN sources AS s ON s.source_id = q.source_id
WHERE q.state = 'open'
ORDER BY q.held_at DESC, s.name, q.url;
