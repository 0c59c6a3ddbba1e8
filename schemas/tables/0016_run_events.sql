-- What happened to a run beside its work: taken over after a crash, put off, given up. For `broadsheet status` and `runs`.

CREATE TABLE ops.run_events (
    run_id VARCHAR NOT NULL,
    happened_at TIMESTAMPTZ NOT NULL,
    event VARCHAR NOT NULL,
    detail VARCHAR NOT NULL
);
COMMENT ON TABLE ops.run_events IS 'What happened to a run beside its work, in order: one row an event.';
COMMENT ON COLUMN ops.run_events.run_id IS 'The run.';
COMMENT ON COLUMN ops.run_events.happened_at IS 'When.';
COMMENT ON COLUMN ops.run_events.event IS 'resumed (another process took it over after a crash) or given_up (it cannot be completed).';
COMMENT ON COLUMN ops.run_events.detail IS 'Resumed: what was there already. Given up: why, and what is done instead.';

COMMENT ON COLUMN ops.runs.status IS 'running, completed, completed_with_quarantine, source_failed, quality_failed (an audit), given_up (cut off, and could not be completed: ops.run_events says why).';
