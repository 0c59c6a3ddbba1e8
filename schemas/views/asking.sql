-- How did asking each source go the last time, and when is it asked next?
CREATE OR REPLACE VIEW asking AS
SELECT
    s.name AS source,
    s.kind,
    s.location,
    s.first_seen_at,
    t.asked_at,
    t.next_ask_at,
    t.interval_seconds,
    t.status,
    t.reason,
    t.detail,
    t.failures,
    t.items
FROM sources AS s
LEFT JOIN ops.source_states AS t ON t.source_id = s.source_id;
COMMENT ON VIEW asking IS 'One row a source: when it was last asked what it offers, how that went, and when the schedule asks it next; nulls where nobody asks it by schedule.';
