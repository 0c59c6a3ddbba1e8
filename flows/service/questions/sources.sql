-- How many declared sources were asked so far, should have been asked a quarter of an hour ago, did not answer the last time?
SELECT unnest([
    {'state': 'asked', 'value': count(*)},
    {'state': 'late', 'value': count(*) FILTER (WHERE t.next_ask_at < $now - INTERVAL 15 MINUTE)},
    {'state': 'failing', 'value': count(*) FILTER (WHERE t.failures > 0)}
], recursive := true)
FROM ops.source_states AS t
JOIN sources AS s ON s.source_id = t.source_id
WHERE $declared::VARCHAR[] IS NULL OR list_contains($declared::VARCHAR[], s.name);
