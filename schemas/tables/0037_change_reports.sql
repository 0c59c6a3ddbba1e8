-- What became of the changes that sources reported of pages that were known already.
CREATE TABLE ops.change_reports (
    source_id UUID NOT NULL,
    reported INTEGER NOT NULL,
    proved_false INTEGER NOT NULL,
    looked_at TIMESTAMPTZ NOT NULL
);
