-- What retention took out of the archive, so that a capture that is gone says since when.

CREATE TABLE ops.archive_removals (
    warc_file VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    captures INTEGER NOT NULL,
    newest_at TIMESTAMPTZ NOT NULL,
    archive_days INTEGER NOT NULL,
    removed_at TIMESTAMPTZ NOT NULL
);
