-- What happened to this hold, in order?
SELECT happened_at, state, who, reason, run_id
FROM quality.hold_events
WHERE quarantine_id = $hold::UUID
ORDER BY happened_at;
