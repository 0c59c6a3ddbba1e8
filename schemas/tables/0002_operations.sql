-- What happened: runs, attempts, outcomes. For the people who answer for the pipeline.

CREATE SCHEMA ops;

CREATE TABLE ops.runs (
    run_id VARCHAR NOT NULL,
    flow VARCHAR NOT NULL,
    inputs VARCHAR[] NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    status VARCHAR NOT NULL,
    discovered INTEGER NOT NULL,
    resumed BOOLEAN NOT NULL,
    warnings VARCHAR[] NOT NULL
);

CREATE TABLE ops.batches (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    candidates INTEGER NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE ops.outcomes (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    source_id UUID NOT NULL,
    address_id UUID NOT NULL,
    url VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    checks VARCHAR[] NOT NULL,
    detail VARCHAR,
    retryable BOOLEAN NOT NULL,
    next_attempt_at TIMESTAMPTZ,
    article_id UUID,
    version INTEGER,
    capture_id UUID,
    recorded_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE ops.fetches (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR,
    http_status SMALLINT,
    reason VARCHAR,
    ip VARCHAR,
    redirects SMALLINT NOT NULL,
    payload_bytes BIGINT,
    elapsed_ms INTEGER NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE ops.addresses (
    address_id UUID NOT NULL,
    source_id UUID NOT NULL,
    last_run_id VARCHAR NOT NULL,
    last_payloads VARCHAR[] NOT NULL,
    last_status VARCHAR NOT NULL,
    last_reason VARCHAR NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL
);
