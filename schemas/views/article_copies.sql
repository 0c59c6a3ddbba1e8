-- Which articles are copies of one another, wholly or in part?
CREATE OR REPLACE VIEW article_copies AS
SELECT
    c.kind,
    s.name AS earlier_source,
    v.title AS earlier_title,
    coalesce(v.published_at, a.first_seen_at) AS earlier_at,
    o.name AS later_source,
    w.title AS later_title,
    coalesce(w.published_at, b.first_seen_at) AS later_at,
    round(c.share, 3) AS share,
    round(c.containment, 3) AS containment,
    c.prose_words,
    c.quoted_words,
    c.agency,
    c.earlier_id,
    c.later_id
FROM analysis.copies AS c
JOIN articles AS a ON a.article_id = c.earlier_id
JOIN article_versions AS v ON v.article_id = c.earlier_id AND v.version = c.earlier_version
JOIN sources AS s ON s.source_id = a.source_id
JOIN articles AS b ON b.article_id = c.later_id
JOIN article_versions AS w ON w.article_id = c.later_id AND w.version = c.later_version
JOIN sources AS o ON o.source_id = b.source_id;
COMMENT ON VIEW article_copies IS 'One row per pair of articles of which the later one has prose of the earlier one.';
COMMENT ON COLUMN article_copies.kind IS 'same, copy or part.';
COMMENT ON COLUMN article_copies.earlier_source IS 'Source of the earlier one.';
COMMENT ON COLUMN article_copies.earlier_title IS 'Its title.';
COMMENT ON COLUMN article_copies.earlier_at IS 'When it was published, else first seen (UTC).';
COMMENT ON COLUMN article_copies.later_source IS 'Source of the later one.';
COMMENT ON COLUMN article_copies.later_title IS 'Its title.';
COMMENT ON COLUMN article_copies.later_at IS 'When it was published, else first seen (UTC).';
COMMENT ON COLUMN article_copies.share IS 'Share of the later one, outside quotations, that the earlier one has.';
COMMENT ON COLUMN article_copies.containment IS 'Share of the shorter one''s five-word sequences that the other has.';
COMMENT ON COLUMN article_copies.prose_words IS 'Words that both have, outside quotations.';
COMMENT ON COLUMN article_copies.quoted_words IS 'Words that both have inside quotations; they are not counted.';
COMMENT ON COLUMN article_copies.agency IS 'News agency that one of them credits.';
COMMENT ON COLUMN article_copies.earlier_id IS 'The earlier article.';
COMMENT ON COLUMN article_copies.later_id IS 'The later article.';
