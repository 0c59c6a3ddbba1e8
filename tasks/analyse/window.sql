-- The terms of the articles of the batch and of those of the same days, for near.sql.
CREATE OR REPLACE TEMP TABLE window_terms AS
SELECT
    t.article_id::VARCHAR AS article_id,
    datediff('day', DATE '1970-01-01', t.day)::INTEGER AS day,
    t.terms,
    t.weights,
    t.article_id IN (SELECT article_id FROM batch) AS is_new
FROM analysis.article_terms AS t
WHERE t.day IN (SELECT day FROM window_days);
