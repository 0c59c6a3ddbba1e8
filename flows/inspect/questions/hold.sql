-- What is known of one held article: its record, its checks, where its raw bytes are? Parameter: the beginning of its id.
SELECT
    q.quarantine_id,
    q.state,
    s.name AS source,
    q.url,
    q.title,
    q.held_at,
    q.run_id,
    q.article_id,
    a.current_version AS version_in_the_tables,
    p.warc_file,
    p.warc_offset,
    p.warc_length,
    p.captured_at,
    p.removed_at,
    q.record
FROM quality.quarantine AS q
JOIN sources AS s ON s.source_id = q.source_id
LEFT JOIN articles AS a ON a.article_id = q.article_id
LEFT JOIN capture_places AS p ON p.capture_id = q.capture_id
WHERE starts_with(q.quarantine_id::VARCHAR, $hold);
