-- How long did each step of a run take? For `broadsheet runs`, and for whoever looks for the slow part.

CREATE TABLE ops.step_times (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    step VARCHAR NOT NULL,
    began_at TIMESTAMPTZ NOT NULL,
    seconds DOUBLE NOT NULL
);
COMMENT ON TABLE ops.step_times IS 'One row a step of a batch: how long it took, waiting for others included.';
COMMENT ON COLUMN ops.step_times.run_id IS 'The run.';
COMMENT ON COLUMN ops.step_times.batch IS 'Number of the batch, from 1; 0 for what is done once a run.';
COMMENT ON COLUMN ops.step_times.step IS 'discover, fetch, clean, validate or load.';
COMMENT ON COLUMN ops.step_times.began_at IS 'When it began.';
COMMENT ON COLUMN ops.step_times.seconds IS 'Seconds until it was done. Steps of several batches overlap.';
