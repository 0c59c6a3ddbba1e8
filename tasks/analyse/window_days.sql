-- The days whose articles the batch is compared with.
CREATE OR REPLACE TEMP TABLE window_days AS
SELECT DISTINCT
    unnest(generate_series(day - $days::INTEGER, day + $days::INTEGER, INTERVAL 1 DAY))::DATE AS day
FROM (SELECT DISTINCT day FROM analysis.article_terms WHERE article_id IN (SELECT article_id FROM batch));
