-- Which articles are held, and by which checks? Parameters: source, check (empty: any), whether decided holds count too.
SELECT q.quarantine_id, s.name AS source, q.url, q.title, q.checks, q.held_at, q.state
FROM quality.quarantine AS q
JOIN sources AS s ON s.source_id = q.source_id
WHERE ($everything OR q.state = 'open') AND $source IN ('', s.name) AND ($check = '' OR list_contains(q.checks, $check))
ORDER BY q.held_at DESC, s.name, q.url;
