-- End a run that cannot be completed, with the reason. Variables: run_id, now, why.
INSERT INTO ops.runs (run_id, flow, inputs, started_at, ended_at, status, discovered, resumed, warnings)
SELECT getvariable('run_id'), 'ingest', [], getvariable('now'), NULL, 'running', 0, true, []
WHERE NOT EXISTS (SELECT 1 FROM ops.runs WHERE run_id = getvariable('run_id'));

INSERT INTO ops.run_events (run_id, happened_at, event, detail)
SELECT run_id, getvariable('now'), 'given_up', getvariable('why')
FROM ops.runs
WHERE run_id = getvariable('run_id') AND status <> 'given_up';

UPDATE ops.runs
SET
    ended_at = getvariable('now'),
    status = 'given_up',
    discovered = (SELECT count(*) FROM ops.outcomes WHERE run_id = getvariable('run_id')),
    warnings = list_append(
        warnings,
        CASE
            WHEN discovered > (SELECT count(*) FROM ops.outcomes WHERE run_id = getvariable('run_id'))
                THEN discovered || ' candidates were discovered, the others did not get to an end; '
            ELSE ''
        END || getvariable('why')
    )
WHERE run_id = getvariable('run_id') AND status <> 'given_up';
