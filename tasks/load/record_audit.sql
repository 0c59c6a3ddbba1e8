-- Record an audit and its results.
INSERT INTO ops.runs (run_id, flow, inputs, started_at, ended_at, status, discovered, resumed, warnings)
SELECT getvariable('run_id'), 'audit', [getvariable('day')::VARCHAR], getvariable('now'), getvariable('now'), getvariable('status'), 0, false, [];

INSERT INTO quality.audit_results (
    run_id, day, source_id, check_id, severity, action, status, observed, lowest, highest, history, message
)
SELECT getvariable('run_id'), day, source_id::UUID, check_id, severity, action, status, observed, lowest, highest, history, message
FROM read_parquet(getvariable('results_file'), hive_partitioning = false);
