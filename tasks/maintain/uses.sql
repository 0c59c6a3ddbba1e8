-- What points into each file of our archive: how many captures, the newest of them, how many held articles; and was it removed?
SELECT
    coalesce(used.warc_file, removed.warc_file) AS warc_file,
    coalesce(used.captures, 0) AS captures,
    used.newest_at,
    coalesce(used.holds, 0) AS holds,
    removed.removed_at
FROM (
    SELECT
        c.warc_file,
        count(*) AS captures,
        max(c.captured_at) AS newest_at,
        count(*) FILTER (WHERE EXISTS (
            SELECT 1 FROM quality.quarantine AS q WHERE q.capture_id = c.capture_id AND q.state = 'open'
        )) AS holds
    FROM captures AS c
    GROUP BY c.warc_file
) AS used
FULL JOIN ops.archive_removals AS removed ON removed.warc_file = used.warc_file;
