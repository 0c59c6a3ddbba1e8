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
COMMENT ON TABLE ops.outcome_days IS 'What is left of outcomes that retention removed: add up the rows of a day, and the outcomes that are still in ops.outcomes.';
COMMENT ON COLUMN ops.outcome_days.day IS 'Day (UTC) on which they were recorded.';
COMMENT ON COLUMN ops.outcome_days.source_id IS 'The source that offered them.';
COMMENT ON COLUMN ops.outcome_days.flow IS 'Flow of their runs.';
COMMENT ON COLUMN ops.outcome_days.status IS 'How they ended.';
COMMENT ON COLUMN ops.outcome_days.reason IS 'Why.';
COMMENT ON COLUMN ops.outcome_days.candidates IS 'How many.';
COMMENT ON COLUMN ops.outcome_days.last_recorded_at IS 'When the last of them was recorded.';

COMMENT ON TABLE ops.runs IS 'One row a run of a flow, unless it is older than the setting keep_runs_days.';
COMMENT ON TABLE ops.outcomes IS 'How each candidate of each run ended: exactly one row a candidate a run. Of runs that retention removed, what addresses ended with last.';
COMMENT ON TABLE ops.fetches IS 'One row an attempt to fetch an address over the network, unless it is older than the setting keep_fetches_days.';
COMMENT ON COLUMN schema_migrations.name IS 'File name of the step; `views` and a digest for the form of all views.';
