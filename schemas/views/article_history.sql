-- Which versions does an article have, and when did each become known?
CREATE OR REPLACE VIEW article_history AS
SELECT
    v.article_id,
    s.name AS source,
    a.url,
    v.version,
    v.version = a.current_version AS is_current,
    v.title,
    v.word_count,
    v.word_count - lag(v.word_count) OVER (PARTITION BY v.article_id ORDER BY v.version) AS words_added,
    v.published_at,
    v.modified_at,
    v.loaded_at,
    v.body
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id;
COMMENT ON VIEW article_history IS 'One row a version of an article, oldest to newest by version.';
