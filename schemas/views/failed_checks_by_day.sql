-- Which checks did the articles of each source fail, day by day?
CREATE OR REPLACE VIEW failed_checks_by_day AS
SELECT source, day, check_id, action, sum(articles)::BIGINT AS articles
FROM (
    SELECT s.name AS source, make_timestamp(epoch_us(o.recorded_at))::DATE AS day, f.check_id, f.action, 1 AS articles
    FROM quality.row_failures AS f
    JOIN ops.outcomes AS o ON o.run_id = f.run_id AND o.position = f.position
    JOIN sources AS s ON s.source_id = o.source_id
    UNION ALL
    SELECT s.name, d.day, d.check_id, d.action, d.articles
    FROM quality.failure_days AS d
    JOIN sources AS s ON s.source_id = d.source_id
)
GROUP BY source, day, check_id, action;
COMMENT ON VIEW failed_checks_by_day IS 'One row per source, day (UTC) and check: how many of its articles failed it, held (quarantine) or flagged.';
COMMENT ON COLUMN failed_checks_by_day.source IS 'Name of the source.';
COMMENT ON COLUMN failed_checks_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN failed_checks_by_day.check_id IS 'The check.';
COMMENT ON COLUMN failed_checks_by_day.action IS 'quarantine: held; flag: let in and noted.';
COMMENT ON COLUMN failed_checks_by_day.articles IS 'Articles that failed it.';
