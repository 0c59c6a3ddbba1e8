-- Close holds that a person discarded.
UPDATE quality.quarantine
SET state = 'discarded'
WHERE quarantine_id IN (SELECT unnest(getvariable('hold_ids')::UUID[]));

INSERT INTO quality.hold_events (quarantine_id, state, who, reason, run_id, happened_at)
SELECT unnest(getvariable('hold_ids')::UUID[]), 'discarded', getvariable('who'), getvariable('why'), NULL, getvariable('now');
