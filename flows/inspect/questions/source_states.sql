-- How did asking each source go the last time, and when is it asked next?
SELECT
    s.name AS source,
    t.asked_at AS last_asked_at,
    t.next_ask_at,
    t.interval_seconds,
    t.status,
    t.reason,
    t.failures,
    t.detail
FROM ops.source_states AS t
JOIN sources AS s ON s.source_id = t.source_id
ORDER BY s.name;
