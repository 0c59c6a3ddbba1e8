-- What was known of each article at a moment? The version that was the newest then; articles that were not loaded yet are missing.
CREATE OR REPLACE MACRO articles_as_of(moment) AS TABLE
SELECT
    v.article_id,
    s.name AS source,
    a.url,
    v.version,
    v.title,
    v.headline,
    v.description,
    v.body,
    v.language,
    v.section,
    v.published_at,
    v.modified_at,
    v.word_count,
    v.loaded_at,
    CASE WHEN a.gone_since <= moment::TIMESTAMPTZ THEN 'gone' ELSE 'live' END AS status
FROM (
    SELECT article_id, max(version) AS version
    FROM article_versions
    WHERE loaded_at <= moment::TIMESTAMPTZ
    GROUP BY article_id
) AS newest
JOIN article_versions AS v ON v.article_id = newest.article_id AND v.version = newest.version
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id;
COMMENT ON MACRO TABLE articles_as_of IS 'One row per article that was known at that moment, as it read then: SELECT * FROM articles_as_of(''2026-04-01'').';
