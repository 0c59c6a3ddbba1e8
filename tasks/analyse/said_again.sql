-- Articles whose quotations must be compared with those of the batch: they share words anywhere, or a story, or an utterance.
WITH wanted AS MATERIALIZED (
    SELECT DISTINCT key FROM batch_quotation_keys
), found AS MATERIALIZED (
    SELECT rowid AS row_number FROM analysis.quotation_keys WHERE key IN (SELECT key FROM wanted)
), matched AS MATERIALIZED (
    SELECT key, article_id FROM analysis.quotation_keys WHERE rowid IN (SELECT row_number FROM found)
), useful AS (
    SELECT key FROM matched GROUP BY key HAVING count(DISTINCT article_id) BETWEEN 2 AND $commonest
), of_stories AS (
    SELECT article_id FROM analysis.story_articles
    WHERE story_id IN (SELECT unnest($stories)::UUID)
    QUALIFY row_number() OVER (PARTITION BY story_id ORDER BY reported_at, article_id) <= $most
), near AS MATERIALIZED (
    SELECT article_id FROM matched JOIN useful USING (key)
    UNION
    SELECT article_id FROM of_stories
    UNION
    SELECT article_id FROM batch
), together AS (
    SELECT article_id FROM near
    UNION
    SELECT article_id FROM analysis.utterance_quotations
    WHERE utterance_id IN (
        SELECT utterance_id FROM analysis.utterance_quotations WHERE article_id IN (SELECT article_id FROM near)
    )
)
SELECT DISTINCT article_id::VARCHAR AS article_id FROM together ORDER BY article_id;
