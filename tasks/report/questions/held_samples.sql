-- The newest held articles of each source and check. Parameters: how many of each, how many in all.
WITH held AS (
    SELECT source, quarantine_id, title, url, checks, held_at, failures FROM held_articles
), newest AS (
    SELECT quarantine_id
    FROM (SELECT source, quarantine_id, held_at, unnest(checks) AS check_id FROM held)
    QUALIFY row_number() OVER (PARTITION BY source, check_id ORDER BY held_at DESC, quarantine_id) <= $each
)
SELECT *
FROM held
WHERE quarantine_id IN (SELECT quarantine_id FROM newest)
ORDER BY held_at DESC, source, quarantine_id
LIMIT $many;
