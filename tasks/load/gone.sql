-- Which articles were removed by their source, and which are back?
-- Removed: the address answered 404 or 410 in this run and in an earlier one, and no run found the article in between, also not
-- under another address. A failure that says nothing about the page, such as a time-out, is ignored.
UPDATE articles
SET status = 'gone', gone_since = missing.since
FROM (
    SELECT DISTINCT e.address_id, a.missing_since AS since
    FROM ended AS e
    JOIN remembered AS a ON a.address_id = e.address_id
    JOIN ops.runs AS r ON r.run_id = getvariable('run_id') AND r.started_at > a.missing_since
    WHERE e.reason = 'gone' AND NOT e.is_overtaken
) AS missing
WHERE articles.article_id = missing.address_id AND articles.status = 'live' AND articles.last_seen_at < missing.since;

-- A replay reads old captures, so it says nothing about today.
UPDATE articles
SET status = 'live', gone_since = NULL
FROM (
    SELECT DISTINCT e.article_id
    FROM ended AS e
    JOIN ops.runs AS r ON r.run_id = getvariable('run_id') AND r.flow = 'ingest'
    JOIN ops.reasons AS f ON f.reason = e.reason AND list_contains(f.families, 'found')
    WHERE NOT e.is_overtaken
) AS seen
WHERE articles.article_id = seen.article_id AND articles.status = 'gone';
