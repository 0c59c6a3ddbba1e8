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
COMMENT ON TABLE ops.asks IS 'One row each time a run asked a declared source what it offers. Rows are only added; ops.source_states has the last one.';
COMMENT ON COLUMN ops.asks.run_id IS 'The run.';
COMMENT ON COLUMN ops.asks.source_id IS 'The source.';
COMMENT ON COLUMN ops.asks.asked_at IS 'When it was asked.';
COMMENT ON COLUMN ops.asks.status IS 'ok, unchanged (it said so itself, or the bytes were the same) or failed.';
COMMENT ON COLUMN ops.asks.reason IS 'Failed: why; docs/outcomes.md explains each.';
COMMENT ON COLUMN ops.asks.items IS 'Addresses it offered; where it was unchanged or failed, those of the last time.';
COMMENT ON COLUMN ops.asks.known_items IS 'How many of these had been offered before.';
