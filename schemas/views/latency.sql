-- How long after publication was each article loaded?
-- News alone: what was published before its source was first met is an archive that was caught up with, which is no delay.
CREATE OR REPLACE VIEW latency AS
SELECT
    s.name AS source,
    count(*) AS articles,
    median(v.loaded_at - v.published_at) AS median_delay,
    quantile_cont(epoch(v.loaded_at - v.published_at), 0.95) * INTERVAL 1 SECOND AS p95_delay
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.version = 1 AND v.published_precision <> 'day' AND v.published_at <= v.loaded_at
-- A difference: DuckDB 1.5.5 would make a comparison a part of the join, and take twenty times as long.
AND epoch_us(v.published_at) - epoch_us(s.first_seen_at) >= 0
GROUP BY s.name;
COMMENT ON VIEW latency IS 'One row per source: delay from publication to loading of first versions that were published, to a known minute, since the source was first met.';
COMMENT ON COLUMN latency.source IS 'Name of the source.';
COMMENT ON COLUMN latency.articles IS 'How many articles.';
COMMENT ON COLUMN latency.median_delay IS 'Half of the articles were loaded sooner after publication.';
COMMENT ON COLUMN latency.p95_delay IS '95 of 100 articles were.';
