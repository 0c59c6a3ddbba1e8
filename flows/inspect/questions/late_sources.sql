-- Which sources were not asked in time, or were unreachable the last time? Parameter: now.
-- In time is within a quarter of an hour, or as long again as the interval of the source where that is longer.
SELECT
    source,
    asked_at AS last_asked_at,
    next_ask_at,
    CASE WHEN failures > 0 THEN 'failed ' || failures || CASE failures WHEN 1 THEN ' time: ' ELSE ' times: ' END || coalesce(reason, '') ELSE 'late' END AS state,
    detail
FROM asking
WHERE failures > 0 OR next_ask_at + greatest(INTERVAL 15 MINUTE, to_seconds(interval_seconds)) < $now
ORDER BY failures > 0 DESC, next_ask_at;
