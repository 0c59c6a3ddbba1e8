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
COMMENT ON VIEW held_articles IS 'One row per open hold: the article, the checks that hold it, and the values that failed them.';
COMMENT ON COLUMN held_articles.source IS 'Name of the source.';
COMMENT ON COLUMN held_articles.quarantine_id IS 'Id of the hold, for broadsheet quarantine.';
COMMENT ON COLUMN held_articles.title IS 'Title as the publisher names the article.';
COMMENT ON COLUMN held_articles.url IS 'Its address: a web address, or a file''s URI.';
COMMENT ON COLUMN held_articles.checks IS 'Ids of the checks that hold it.';
COMMENT ON COLUMN held_articles.held_at IS 'When it was first held.';
COMMENT ON COLUMN held_articles.run_id IS 'The run that judged it last.';
COMMENT ON COLUMN held_articles.failures IS 'Each check that holds it, what was observed, and what it asks for.';
