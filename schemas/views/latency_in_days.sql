-- How many days after publication was each article loaded, where only the day of publication is known?
-- News alone: what was published before its source was first met is an archive that was caught up with, which is no delay.
CREATE OR REPLACE VIEW latency_in_days AS
SELECT
    s.name AS source,
    count(*) AS articles,
    median(make_timestamp(epoch_us(v.loaded_at))::DATE - make_timestamp(epoch_us(v.published_at))::DATE) AS median_days,
    quantile_cont(make_timestamp(epoch_us(v.loaded_at))::DATE - make_timestamp(epoch_us(v.published_at))::DATE, 0.95) AS p95_days,
    count(*) FILTER (WHERE make_timestamp(epoch_us(v.loaded_at))::DATE = make_timestamp(epoch_us(v.published_at))::DATE) AS same_day
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.version = 1 AND v.published_precision = 'day' AND v.published_at <= v.loaded_at
-- A difference: DuckDB 1.5.5 would make a comparison a part of the join, and take twenty times as long. The day on which the
-- source was first met counts in full.
AND epoch_us(v.published_at) - epoch_us(s.first_seen_at) > -86400000000
GROUP BY s.name;
COMMENT ON VIEW latency_in_days IS 'One row per source: days from publication to loading of first versions of which only the day is known. Those with a known minute are in latency.';
COMMENT ON COLUMN latency_in_days.source IS 'Name of the source.';
COMMENT ON COLUMN latency_in_days.articles IS 'How many articles.';
COMMENT ON COLUMN latency_in_days.median_days IS 'Half of the articles were loaded within so many days: 0 is the day of publication.';
COMMENT ON COLUMN latency_in_days.p95_days IS '95 of 100 articles were.';
COMMENT ON COLUMN latency_in_days.same_day IS 'How many were loaded on the day of publication.';
