-- Who changed this hold last, and when?
SELECT who, happened_at
FROM quality.hold_events
WHERE quarantine_id = ?::UUID
ORDER BY happened_at DESC
LIMIT 1;
