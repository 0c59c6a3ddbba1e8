-- Which articles report which story, in which order, and is each a report of its own?
CREATE OR REPLACE VIEW story_reports AS
SELECT
    t.story_id,
    t.article_id,
    s.name AS source,
    a.url,
    v.title,
    t.reported_at,
    row_number() OVER (PARTITION BY t.story_id ORDER BY t.reported_at, t.article_id) AS place,
    c.later_id IS NOT NULL AS is_copy,
    d.agency,
    d.words,
    d.quoted_words
FROM analysis.story_articles AS t
JOIN articles AS a ON a.article_id = t.article_id
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN sources AS s ON s.source_id = a.source_id
LEFT JOIN analysis.analysed AS d ON d.article_id = t.article_id
LEFT JOIN (
    SELECT DISTINCT x.later_id
    FROM analysis.copies AS x
    JOIN analysis.story_articles AS one ON one.article_id = x.later_id
    JOIN analysis.story_articles AS other ON other.article_id = x.earlier_id AND other.story_id = one.story_id
    WHERE x.kind IN ('same', 'copy')
) AS c ON c.later_id = t.article_id;
COMMENT ON VIEW story_reports IS 'One row per article of a story, in the order of publication.';
COMMENT ON COLUMN story_reports.story_id IS 'The story.';
COMMENT ON COLUMN story_reports.article_id IS 'The article.';
COMMENT ON COLUMN story_reports.source IS 'Name of the source.';
COMMENT ON COLUMN story_reports.url IS 'Its address.';
COMMENT ON COLUMN story_reports.title IS 'Its title.';
COMMENT ON COLUMN story_reports.reported_at IS 'When it was published, else first seen (UTC).';
COMMENT ON COLUMN story_reports.place IS 'From 1, the earliest first.';
COMMENT ON COLUMN story_reports.is_copy IS 'Whether it is a copy of an earlier article of the story.';
COMMENT ON COLUMN story_reports.agency IS 'News agency that it credits.';
COMMENT ON COLUMN story_reports.words IS 'Its words.';
COMMENT ON COLUMN story_reports.quoted_words IS 'Of these, words inside quotation marks.';
