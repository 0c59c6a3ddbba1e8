-- Where are some random captures that should exist, and which bytes were received? Parameter: how many at most.
SELECT p.warc_file, p.warc_offset, p.warc_length, c.payload_sha256
FROM capture_places AS p
JOIN captures AS c ON c.capture_id = p.capture_id
WHERE p.removed_at IS NULL AND p.warc_file IS NOT NULL
ORDER BY random()
LIMIT $most;
