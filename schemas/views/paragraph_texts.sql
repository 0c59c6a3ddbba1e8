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
COMMENT ON VIEW paragraph_texts IS 'One row a paragraph of the newest version of each article, with its text.';
