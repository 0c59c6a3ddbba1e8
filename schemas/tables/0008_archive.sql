-- What retention took out of the archive, so that a capture that is gone says since when.

CREATE TABLE ops.archive_removals (
    warc_file VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    captures INTEGER NOT NULL,
    newest_at TIMESTAMPTZ NOT NULL,
    archive_days INTEGER NOT NULL,
    removed_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.archive_removals IS 'One row a WARC file that was removed from the archive for its age. What was made of its captures stays in the tables.';
COMMENT ON COLUMN ops.archive_removals.warc_file IS 'The file, relative to the archive folder.';
COMMENT ON COLUMN ops.archive_removals.bytes IS 'Its size.';
COMMENT ON COLUMN ops.archive_removals.captures IS 'Captures that were in it.';
COMMENT ON COLUMN ops.archive_removals.newest_at IS 'The newest of these captures; of a file without any, when it was written.';
COMMENT ON COLUMN ops.archive_removals.archive_days IS 'The setting archive_days at that time.';
COMMENT ON COLUMN ops.archive_removals.removed_at IS 'When it was decided; the file is removed right after.';
