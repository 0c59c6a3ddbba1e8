-- How each asking of each source went: a day on which a source was asked and had nothing is not a day without a run.

CREATE TABLE ops.asks (
    run_id VARCHAR NOT NULL,
    source_id UUID NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    status VARCHAR NOT NULL,
    reason VARCHAR,
    items INTEGER NOT NULL,
    known_items INTEGER NOT NULL
);
