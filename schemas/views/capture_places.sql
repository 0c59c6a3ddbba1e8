-- Where are the raw bytes of each capture, or since when are they gone?
CREATE OR REPLACE VIEW capture_places AS
SELECT c.capture_id, c.url, c.captured_at, c.warc_file, c.warc_offset, c.warc_length, r.removed_at
FROM captures AS c
LEFT JOIN ops.archive_removals AS r ON r.warc_file = c.warc_file;
COMMENT ON VIEW capture_places IS 'One row per capture: its record in the archive, and removed_at where retention has removed that file.';
COMMENT ON COLUMN capture_places.capture_id IS 'The capture.';
COMMENT ON COLUMN capture_places.url IS 'Address the bytes came from; a file''s URI for files.';
COMMENT ON COLUMN capture_places.captured_at IS 'When the bytes were got.';
COMMENT ON COLUMN capture_places.warc_file IS 'WARC file, relative to the archive folder.';
COMMENT ON COLUMN capture_places.warc_offset IS 'First byte of the record in that file.';
COMMENT ON COLUMN capture_places.warc_length IS 'Bytes of the record in that file.';
COMMENT ON COLUMN capture_places.removed_at IS 'When retention removed that file; null where it is there.';
