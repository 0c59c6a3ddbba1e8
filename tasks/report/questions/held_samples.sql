-- The newest held articles of each check and source. Parameters: how many of each, how many in all.
SELECT source, quarantine_id, title, url, checks, held_at, failures
FROM held_articles
QUALIFY row_number() OVER (PARTITION BY source, checks[1] ORDER BY held_at DESC, quarantine_id) <= $each
ORDER BY held_at DESC, source, quarantine_id
LIMIT $many;
