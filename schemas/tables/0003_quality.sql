-- What the checks said. Every figure of quality comes from these tables.

CREATE SCHEMA quality;

CREATE TABLE quality.validation_runs (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    suite VARCHAR NOT NULL,
    articles INTEGER NOT NULL,
    held INTEGER NOT NULL,
    validated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE quality.expectation_results (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    check_id VARCHAR NOT NULL,
    expectation VARCHAR NOT NULL,
    column_name VARCHAR,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    evaluated INTEGER NOT NULL,
    unexpected INTEGER NOT NULL,
    message VARCHAR
);

CREATE TABLE quality.row_failures (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    position INTEGER NOT NULL,
    article_id UUID NOT NULL,
    check_id VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    observed VARCHAR
);

CREATE TABLE quality.quarantine (
    quarantine_id UUID NOT NULL,
    article_id UUID NOT NULL,
    source_id UUID NOT NULL,
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    checks VARCHAR[] NOT NULL,
    capture_id UUID NOT NULL,
    record JSON USING COMPRESSION zstd,
    state VARCHAR NOT NULL,
    held_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE quality.batch_metrics (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    metric VARCHAR NOT NULL,
    value DOUBLE NOT NULL
);
