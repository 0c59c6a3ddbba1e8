-- What happened to a run beside its work: taken over after a crash, put off, given up. For `broadsheet status` and `runs`.

CREATE TABLE ops.run_events (
    run_id VARCHAR NOT NULL,
    happened_at TIMESTAMPTZ NOT NULL,
    event VARCHAR NOT NULL,
    detail VARCHAR NOT NULL
);
