-- Where are the raw bytes of an article's current version?
SELECT p.warc_file, p.warc_offset, p.warc_length, p.removed_at
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN capture_places AS p ON p.capture_id = v.capture_id
WHERE a.article_id = ?;
