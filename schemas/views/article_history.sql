-- Which versions does an article have, when did each become known, and how does it differ from the one before?
CREATE OR REPLACE VIEW article_history AS
SELECT
    v.article_id,
    s.name AS source,
    a.url,
    v.version,
    v.version = a.current_version AS is_current,
    v.title,
    v.word_count,
    v.word_count - f.word_count AS words_added,
    CASE WHEN f.version IS NOT NULL THEN v.title IS DISTINCT FROM f.title END AS is_title_changed,
    len(paragraphs_not_in(v.body, f.body)) AS paragraphs_added,
    len(paragraphs_not_in(f.body, v.body)) AS paragraphs_removed,
    v.published_at,
    v.modified_at,
    v.loaded_at,
    v.body
FROM article_versions AS v
LEFT JOIN article_versions AS f ON f.article_id = v.article_id AND f.version = v.version - 1
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id;
COMMENT ON VIEW article_history IS 'One row per version of an article, oldest to newest by version, and how it differs from the one before; article_changes() has the words.';
COMMENT ON COLUMN article_history.article_id IS 'The article.';
COMMENT ON COLUMN article_history.source IS 'Name of the source.';
COMMENT ON COLUMN article_history.url IS 'Its address: a web address, or a file''s URI.';
COMMENT ON COLUMN article_history.version IS 'Number of the version, from 1.';
COMMENT ON COLUMN article_history.is_current IS 'Whether it is the newest version.';
COMMENT ON COLUMN article_history.title IS 'Title as the publisher names the article.';
COMMENT ON COLUMN article_history.word_count IS 'Words of the body.';
COMMENT ON COLUMN article_history.words_added IS 'Words more than the version before, or fewer (negative).';
COMMENT ON COLUMN article_history.is_title_changed IS 'Whether the title is another than before.';
COMMENT ON COLUMN article_history.paragraphs_added IS 'Paragraphs that the version before does not have.';
COMMENT ON COLUMN article_history.paragraphs_removed IS 'Paragraphs that only the version before has.';
COMMENT ON COLUMN article_history.published_at IS 'When it was published (UTC).';
COMMENT ON COLUMN article_history.modified_at IS 'When the publisher says it last changed (UTC).';
COMMENT ON COLUMN article_history.loaded_at IS 'When it was loaded.';
COMMENT ON COLUMN article_history.body IS 'The text: paragraphs with a blank line between.';
