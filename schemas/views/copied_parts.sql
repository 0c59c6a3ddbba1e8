-- Which stretches of an article does an earlier one have? With the words of both.
CREATE OR REPLACE VIEW copied_parts AS
SELECT
    p.earlier_id,
    p.later_id,
    p.part,
    substring(w.body, p.later_start + 1, p.later_end - p.later_start) AS later_words,
    substring(v.body, p.earlier_start + 1, p.earlier_end - p.earlier_start) AS earlier_words,
    p.words AS word_count
FROM analysis.copy_parts AS p
JOIN analysis.copies AS c ON c.earlier_id = p.earlier_id AND c.later_id = p.later_id
JOIN article_versions AS v ON v.article_id = c.earlier_id AND v.version = c.earlier_version
JOIN article_versions AS w ON w.article_id = c.later_id AND w.version = c.later_version;
COMMENT ON VIEW copied_parts IS 'One row per stretch that two articles share.';
COMMENT ON COLUMN copied_parts.earlier_id IS 'The earlier article.';
COMMENT ON COLUMN copied_parts.later_id IS 'The later article.';
COMMENT ON COLUMN copied_parts.part IS 'From 0, in the order of the later article.';
COMMENT ON COLUMN copied_parts.later_words IS 'The stretch as the later article has it.';
COMMENT ON COLUMN copied_parts.earlier_words IS 'The same in the earlier article.';
COMMENT ON COLUMN copied_parts.word_count IS 'Words of it in the later article.';
