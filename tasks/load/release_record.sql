-- Record each release: a run with an outcome each, the new state of the hold, and who decided and why.
CREATE OR REPLACE TEMP TABLE ended AS
SELECT s.*, d.reason, d.article_id, d.version, r.status, r.retryable
FROM staged AS s
JOIN decisions AS d ON d.position = s.position
JOIN ops.reasons AS r ON r.reason = d.reason;

INSERT INTO ops.runs (run_id, flow, inputs, started_at, ended_at, status, discovered, resumed, warnings)
SELECT getvariable('run_id'), 'release', getvariable('hold_ids'), getvariable('now'), getvariable('now'), 'completed', count(*), false, []
FROM staged;

INSERT INTO ops.batches (run_id, batch, candidates, loaded_at) SELECT getvariable('run_id'), getvariable('batch'), count(*), getvariable('now') FROM staged;

INSERT INTO ops.outcomes (
    run_id, position, source_id, address_id, url, status, reason, checks, detail, retryable, next_attempt_at,
    article_id, version, capture_id, recorded_at, came_back
)
SELECT getvariable('run_id'), position, source_id, address_id, url, status, reason, [],
    'released by ' || getvariable('who') || coalesce(': ' || getvariable('why'), ''),
    retryable, NULL, article_id, version, capture_id, getvariable('now'), false
FROM ended
ORDER BY position;

UPDATE ops.addresses AS a
SET last_status = e.status, last_reason = e.reason, last_run_id = getvariable('run_id')
FROM ended AS e
WHERE e.address_id = a.address_id;

UPDATE quality.quarantine
SET state = 'released'
WHERE quarantine_id IN (SELECT capture_id FROM ended);

INSERT INTO quality.hold_events (quarantine_id, state, who, reason, run_id, happened_at)
SELECT capture_id, 'released', getvariable('who'), getvariable('why'), getvariable('run_id'), getvariable('now')
FROM ended;
