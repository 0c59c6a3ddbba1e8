-- Which articles did their publisher change after publication, when, and how much?
-- A replay that reads the same bytes otherwise is no correction. Counting paragraphs reads texts: leave them out where there are many.
CREATE OR REPLACE VIEW corrections AS
SELECT
    v.article_id,
    s.name AS source,
    a.url,
    v.title,
    v.version,
    v.published_at,
    v.loaded_at AS changed_at,
    v.loaded_at - v.published_at AS after_publication,
    v.title IS DISTINCT FROM f.title AS is_title_changed,
    v.word_count - f.word_count AS words_added,
    len(paragraphs_not_in(v.body, f.body)) AS paragraphs_added,
    len(paragraphs_not_in(f.body, v.body)) AS paragraphs_removed
FROM article_versions AS v
JOIN article_versions AS f ON f.article_id = v.article_id AND f.version = v.version - 1
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE v.version > 1 AND v.content_hash <> f.content_hash AND v.capture_id <> f.capture_id;
COMMENT ON VIEW corrections IS 'One row per change of title or text by the publisher: when it was seen, how long after publication, and how much changed.';
COMMENT ON COLUMN corrections.article_id IS 'The article.';
COMMENT ON COLUMN corrections.source IS 'Name of the source.';
COMMENT ON COLUMN corrections.url IS 'Its address: a web address, or a file''s URI.';
COMMENT ON COLUMN corrections.title IS 'Title as the publisher names the article.';
COMMENT ON COLUMN corrections.version IS 'The version that brought the change.';
COMMENT ON COLUMN corrections.published_at IS 'When it was published (UTC).';
COMMENT ON COLUMN corrections.changed_at IS 'When the change was seen.';
COMMENT ON COLUMN corrections.after_publication IS 'How long after publication that was.';
COMMENT ON COLUMN corrections.is_title_changed IS 'Whether the title is another than before.';
COMMENT ON COLUMN corrections.words_added IS 'Words more than the version before, or fewer (negative).';
COMMENT ON COLUMN corrections.paragraphs_added IS 'Paragraphs that the version before does not have.';
COMMENT ON COLUMN corrections.paragraphs_removed IS 'Paragraphs that only the version before has.';
