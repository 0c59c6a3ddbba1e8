-- What each machine said of itself when it last connected: `broadsheet doctor` compares them.
CREATE TABLE broadsheet.machines (
    machine text PRIMARY KEY,
    versions jsonb NOT NULL,
    settings jsonb NOT NULL,
    clock_ahead double precision NOT NULL,
    mark text,
    seen_at timestamptz NOT NULL
);
COMMENT ON TABLE broadsheet.machines IS 'What each machine said of itself when it last connected';
COMMENT ON COLUMN broadsheet.machines.machine IS 'Name of the host and path of its data folder';
COMMENT ON COLUMN broadsheet.machines.clock_ahead IS 'Seconds by which its clock was ahead of this server''s';
COMMENT ON COLUMN broadsheet.machines.mark IS 'Name of the file that it left in the folder machines of the shared folder';
COMMENT ON COLUMN broadsheet.machines.seen_at IS 'By the clock of this server';
