-- By how many bytes the archive grew, and how many versions were loaded of how many, in the last `days` days; since when runs are known.
WITH
recent AS (SELECT run_id FROM ops.runs WHERE started_at >= $now::TIMESTAMPTZ - to_days($days) AND started_at <= $now::TIMESTAMPTZ)

SELECT
    (SELECT min(started_at) FROM ops.runs) AS first_at,
    (
        SELECT coalesce(sum(warc_length), 0)::BIGINT
        FROM captures JOIN recent USING (run_id)
        WHERE NOT starts_with(warc_file, '/')  -- a given WARC file is pointed to, not copied
    ) AS archived,
    (SELECT count(*) FROM article_versions JOIN recent USING (run_id)) AS loaded,
    (SELECT count(*) FROM article_versions) AS versions;
