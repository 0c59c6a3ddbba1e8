-- How many captures were wanted, but retention has removed them?
SELECT count(*)
FROM replayable AS r
WHERE r.is_gone
AND ($source = '' OR r.source = $source)
AND ($since IS NULL OR r.captured_at >= $since)
AND r.capture_id IN (SELECT capture_id FROM replayable WHERE /*condition*/);
