-- Articles whose quotations must be compared with those of the batch: they share words anywhere, or a story, or an utterance.
WITH wanted AS MATERIALIZED (
    SELECT DISTINCT key FROM batch_quotation_keys
), matched AS MATERIALIZED (
    SELECT key, article_id FROM analysis.quotation_keys WHERE key IN (SELECT key FROM wanted)
), useful AS (
    SELECT key FROM matched GROUP BY key HAVING count(DISTINCT article_id) BETWEEN 2 AND $commonest
), near AS (
    SELECT DISTINCT article_id FROM matched JOIN useful USING (key)
    UNION
    SELECT article_id FROM batch JOIN analysis.quotations USING (article_id)
    UNION
    SELECT s.article_id FROM analysis.story_articles AS s
    WHERE s.story_id IN (SELECT unnest($stories)::UUID)
    QUALIFY row_number() OVER (PARTITION BY s.story_id ORDER BY s.at, s.article_id) <= $most
)
SELECT article_id::VARCHAR FROM near
UNION
SELECT u.article_id::VARCHAR FROM analysis.utterance_quotations AS u
WHERE u.utterance_id IN (
    SELECT utterance_id FROM analysis.utterance_quotations WHERE article_id IN (SELECT article_id FROM near)
)
ORDER BY article_id;
