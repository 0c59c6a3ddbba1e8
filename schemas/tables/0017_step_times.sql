-- How long did each step of a run take? For `broadsheet runs`, and for whoever looks for the slow part.

CREATE TABLE ops.step_times (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    step VARCHAR NOT NULL,
    began_at TIMESTAMPTZ NOT NULL,
    seconds DOUBLE NOT NULL
);
