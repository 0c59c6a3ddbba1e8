-- What is left of runs that are older than the setting keep_runs_days.

CREATE TABLE ops.outcome_days (
    day DATE NOT NULL,
    source_id UUID NOT NULL,
    flow VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    candidates BIGINT NOT NULL,
    last_recorded_at TIMESTAMPTZ NOT NULL
);
