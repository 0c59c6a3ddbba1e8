-- Which hold has this id, or an id that begins so; is it the newest judgement of its address; and where are its bytes?
SELECT
    q.quarantine_id::VARCHAR,
    q.url,
    q.state,
    NOT EXISTS (
        SELECT 1
        FROM captures AS later
        WHERE later.address_id = q.article_id AND later.captured_at > c.captured_at
    ),
    p.warc_file,
    p.warc_offset,
    p.warc_length,
    p.removed_at
FROM quality.quarantine AS q
LEFT JOIN captures AS c ON c.capture_id = q.capture_id
LEFT JOIN capture_places AS p ON p.capture_id = q.capture_id
WHERE q.quarantine_id::VARCHAR IN (SELECT unnest($ids::VARCHAR[])) OR ($start <> '' AND starts_with(q.quarantine_id::VARCHAR, $start));
