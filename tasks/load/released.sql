-- How did each released article end?
SELECT capture_id, reason FROM ended ORDER BY position;
