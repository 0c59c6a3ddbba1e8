-- Which articles are held now, and what exactly is wrong with each?
CREATE OR REPLACE VIEW held_articles AS
SELECT
    s.name AS source,
    q.quarantine_id,
    q.title,
    q.url,
    q.checks,
    q.held_at,
    q.run_id,
    coalesce(f.failures, []) AS failures
FROM quality.quarantine AS q
JOIN sources AS s ON s.source_id = q.source_id
LEFT JOIN (
    SELECT run_id, position, list({'check_id': check_id, 'observed': observed, 'bound': bound} ORDER BY check_id) AS failures
    FROM quality.row_failures
    WHERE action = 'quarantine'
    GROUP BY run_id, position
) AS f ON f.run_id = q.run_id AND f.position = q.position
WHERE q.state = 'open';
COMMENT ON VIEW held_articles IS 'One row an open hold: the article, the checks that hold it, and the values that failed them.';
