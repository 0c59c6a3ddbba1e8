-- How do the figures of batches move from day to day?
CREATE OR REPLACE VIEW metrics_by_day AS
SELECT
    (v.validated_at AT TIME ZONE 'UTC')::DATE AS day,
    m.metric,
    count(*) AS batches,
    sum(v.articles)::BIGINT AS articles,
    sum(m.value) AS total,
    sum(m.value * v.articles) / nullif(sum(v.articles), 0) AS mean,
    min(m.value) AS least,
    max(m.value) AS most
FROM quality.batch_metrics AS m
JOIN quality.validation_runs AS v ON v.run_id = m.run_id AND v.batch = m.batch
GROUP BY ALL
UNION ALL
SELECT day, metric, batches, articles, total, mean, least, most FROM quality.metric_days;
COMMENT ON VIEW metrics_by_day IS 'One row per day (UTC) of judging and figure of its batches.';
COMMENT ON COLUMN metrics_by_day.day IS 'Day (UTC) of judging.';
COMMENT ON COLUMN metrics_by_day.metric IS 'Name of the figure, such as articles, held, mean_characters, share_without_date.';
COMMENT ON COLUMN metrics_by_day.batches IS 'Batches that had it.';
COMMENT ON COLUMN metrics_by_day.articles IS 'Articles in them.';
COMMENT ON COLUMN metrics_by_day.total IS 'Sum over the batches; meant for figures that count.';
COMMENT ON COLUMN metrics_by_day.mean IS 'Mean over the batches, weighted by their articles; meant for means and shares.';
COMMENT ON COLUMN metrics_by_day.least IS 'Least of any batch.';
COMMENT ON COLUMN metrics_by_day.most IS 'Most of any batch.';
