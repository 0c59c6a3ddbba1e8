-- How many sources were asked lately, should have been asked a quarter of an hour ago, did not answer the last time?
SELECT unnest([
    {'state': 'asked', 'value': count(*)},
    {'state': 'late', 'value': count(*) FILTER (WHERE next_ask_at < $now - INTERVAL 15 MINUTE)},
    {'state': 'failing', 'value': count(*) FILTER (WHERE failures > 0)}
], recursive := true)
FROM ops.source_states;
