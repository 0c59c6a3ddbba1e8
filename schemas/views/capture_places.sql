-- Where are the raw bytes of each capture, or since when are they gone?
CREATE OR REPLACE VIEW capture_places AS
SELECT c.capture_id, c.url, c.captured_at, c.warc_file, c.warc_offset, c.warc_length, r.removed_at
FROM captures AS c
LEFT JOIN ops.archive_removals AS r ON r.warc_file = c.warc_file;
COMMENT ON VIEW capture_places IS 'One row a capture: its record in the archive, and removed_at where retention has removed that file.';
