-- The life of a held article, what audits found, and what is left of results that are old.

ALTER TABLE quality.row_failures ADD COLUMN bound VARCHAR;
COMMENT ON COLUMN quality.row_failures.bound IS 'What the check asks of the feature, in words.';
COMMENT ON COLUMN quality.quarantine.quarantine_id IS 'Id of the hold: the id of the capture that was judged. The same capture judged again is the same hold.';
COMMENT ON COLUMN quality.quarantine.run_id IS 'The run that judged it last.';
COMMENT ON COLUMN quality.quarantine.state IS 'open; released or discarded by a person; passed once it was judged again and let in; superseded once a later capture of the same address was judged.';
COMMENT ON COLUMN quality.quarantine.held_at IS 'When it was first held.';

CREATE TABLE quality.hold_events (
    quarantine_id UUID NOT NULL,
    state VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    reason VARCHAR,
    run_id VARCHAR,
    happened_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE quality.hold_events IS 'The history of every hold: one row each time that it was held, judged again, released, discarded or superseded. Rows are only added.';
COMMENT ON COLUMN quality.hold_events.quarantine_id IS 'The hold.';
COMMENT ON COLUMN quality.hold_events.state IS 'The state it had from then on; quality.quarantine has the last one.';
COMMENT ON COLUMN quality.hold_events.who IS 'Who did it: a person''s name, or checks.';
COMMENT ON COLUMN quality.hold_events.reason IS 'Why, in words; of checks: their ids.';
COMMENT ON COLUMN quality.hold_events.run_id IS 'The run in which it happened; null where a person only discarded it.';
COMMENT ON COLUMN quality.hold_events.happened_at IS 'When.';

INSERT INTO quality.hold_events
SELECT quarantine_id, state, 'checks', array_to_string(checks, ', '), run_id, held_at FROM quality.quarantine;

CREATE TABLE quality.audit_results (
    run_id VARCHAR NOT NULL,
    day DATE NOT NULL,
    source_id UUID,
    check_id VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    observed DOUBLE,
    lowest DOUBLE,
    highest DOUBLE,
    history INTEGER NOT NULL,
    message VARCHAR
);
COMMENT ON TABLE quality.audit_results IS 'What the checks of schemas/expectations/batches.yaml found in the warehouse: one row a check, day and source of each audit.';
COMMENT ON COLUMN quality.audit_results.run_id IS 'The audit.';
COMMENT ON COLUMN quality.audit_results.day IS 'The day (UTC) that was looked at.';
COMMENT ON COLUMN quality.audit_results.source_id IS 'The source; null for checks of the warehouse as a whole.';
COMMENT ON COLUMN quality.audit_results.check_id IS 'The check.';
COMMENT ON COLUMN quality.audit_results.severity IS 'How loud: critical, warning or info.';
COMMENT ON COLUMN quality.audit_results.action IS 'What a failure does: flag, or stop for an audit that ends as failed.';
COMMENT ON COLUMN quality.audit_results.status IS 'pass, fail, error, or insufficient_history where too little is known to judge.';
COMMENT ON COLUMN quality.audit_results.observed IS 'The figure of that day; null where there was nothing to measure.';
COMMENT ON COLUMN quality.audit_results.lowest IS 'Least that passes; null where any is little enough.';
COMMENT ON COLUMN quality.audit_results.highest IS 'Most that passes; null where none is too much.';
COMMENT ON COLUMN quality.audit_results.history IS 'Earlier days that the bounds were learned from; 0 for fixed bounds.';
COMMENT ON COLUMN quality.audit_results.message IS 'Error or too little history: why.';

CREATE TABLE quality.check_days (
    day DATE NOT NULL,
    check_id VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    batches BIGINT NOT NULL,
    batches_failed BIGINT NOT NULL,
    evaluated BIGINT NOT NULL,
    unexpected BIGINT NOT NULL
);
COMMENT ON TABLE quality.check_days IS 'What is left of expectation_results that are older than the setting keep_results_days: one row a check and day. The view check_pass_rates has both.';
COMMENT ON COLUMN quality.check_days.day IS 'Day (UTC) of judging.';
COMMENT ON COLUMN quality.check_days.check_id IS 'The check.';
COMMENT ON COLUMN quality.check_days.severity IS 'How loud it was.';
COMMENT ON COLUMN quality.check_days.action IS 'What a failure did.';
COMMENT ON COLUMN quality.check_days.batches IS 'Batches judged.';
COMMENT ON COLUMN quality.check_days.batches_failed IS 'Batches with at least one article that failed it.';
COMMENT ON COLUMN quality.check_days.evaluated IS 'Articles looked at.';
COMMENT ON COLUMN quality.check_days.unexpected IS 'Articles that failed it.';

CREATE TABLE quality.failure_days (
    day DATE NOT NULL,
    source_id UUID NOT NULL,
    check_id VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    articles BIGINT NOT NULL
);
COMMENT ON TABLE quality.failure_days IS 'What is left of row_failures that are older than the setting keep_results_days: one row a check, source and day.';
COMMENT ON COLUMN quality.failure_days.day IS 'Day (UTC) of judging.';
COMMENT ON COLUMN quality.failure_days.source_id IS 'The source.';
COMMENT ON COLUMN quality.failure_days.check_id IS 'The check.';
COMMENT ON COLUMN quality.failure_days.severity IS 'How loud it was.';
COMMENT ON COLUMN quality.failure_days.action IS 'What a failure did.';
COMMENT ON COLUMN quality.failure_days.articles IS 'Articles that failed it.';

COMMENT ON COLUMN ops.runs.flow IS 'ingest, replay (the archive read again), release (held articles let in by a person) or audit.';
COMMENT ON COLUMN quality.validation_runs.suite IS 'Suite of checks: articles.';
