-- What does each paragraph of the newest versions say?
CREATE OR REPLACE VIEW paragraph_texts AS
SELECT
    p.article_id,
    p.version,
    p.position,
    substring(v.body, p.char_start + 1, p.char_end - p.char_start) AS text
FROM paragraphs AS p
JOIN article_versions AS v ON v.article_id = p.article_id AND v.version = p.version
JOIN articles AS a ON a.article_id = v.article_id AND a.current_version = v.version;
COMMENT ON VIEW paragraph_texts IS 'One row per paragraph of the newest version of each article, with its text. Of a few articles paragraphs_of() reads only their texts.';
COMMENT ON COLUMN paragraph_texts.article_id IS 'The article.';
COMMENT ON COLUMN paragraph_texts.version IS 'Number of the version, from 1.';
COMMENT ON COLUMN paragraph_texts.position IS 'Number of the paragraph, from 1.';
COMMENT ON COLUMN paragraph_texts.text IS 'The paragraph.';
