-- How long after publication was each source's news loaded, day by day?
-- News alone: what was published before its source was first met is an archive that was caught up with, which is no delay.
CREATE OR REPLACE VIEW latency_by_day AS
SELECT
    s.name AS source,
    make_timestamp(epoch_us(v.loaded_at))::DATE AS day,
    count(*) AS articles,
    median((epoch(v.loaded_at) - epoch(v.published_at)) / 3600) AS median_hours,
    quantile_cont((epoch(v.loaded_at) - epoch(v.published_at)) / 3600, 0.95) AS p95_hours
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.version = 1 AND v.published_precision <> 'day' AND v.published_at <= v.loaded_at
-- A difference: DuckDB 1.5.5 would make a comparison a part of the join, and take twenty times as long.
AND epoch_us(v.published_at) - epoch_us(s.first_seen_at) >= 0
GROUP BY ALL;
COMMENT ON VIEW latency_by_day IS 'One row per source and day (UTC) of loading: hours from publication to loading of first versions that were published, to a known minute, since the source was first met.';
COMMENT ON COLUMN latency_by_day.source IS 'Name of the source.';
COMMENT ON COLUMN latency_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN latency_by_day.articles IS 'How many articles.';
COMMENT ON COLUMN latency_by_day.median_hours IS 'Half of the articles were loaded sooner after publication.';
COMMENT ON COLUMN latency_by_day.p95_hours IS '95 of 100 articles were.';
