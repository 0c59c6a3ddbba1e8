-- The life of a held article, what audits found, and what is left of results that are old.

ALTER TABLE quality.row_failures ADD COLUMN bound VARCHAR;

CREATE TABLE quality.hold_events (
    quarantine_id UUID NOT NULL,
    state VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    reason VARCHAR,
    run_id VARCHAR,
    happened_at TIMESTAMPTZ NOT NULL
);

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

CREATE TABLE quality.failure_days (
    day DATE NOT NULL,
    source_id UUID NOT NULL,
    check_id VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    articles BIGINT NOT NULL
);
