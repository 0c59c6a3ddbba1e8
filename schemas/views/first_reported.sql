-- Who was first with a story, and how long after did each other source come?
CREATE OR REPLACE VIEW first_reported AS
SELECT
    f.story_id,
    c.title AS story,
    f.source,
    f.article_id,
    f.title,
    f.reported_at,
    row_number() OVER (PARTITION BY f.story_id ORDER BY f.reported_at, f.article_id) AS place,
    round(date_diff('minute', c.first_at, f.reported_at) / 60, 1) AS hours_after_first,
    f.is_copy
FROM (
    SELECT * FROM story_reports QUALIFY row_number() OVER (PARTITION BY story_id, source ORDER BY place) = 1
) AS f
JOIN story_coverage AS c ON c.story_id = f.story_id;
COMMENT ON VIEW first_reported IS 'One row per story and source: its first article on it. Of an article whose day alone is known, the time is midnight.';
COMMENT ON COLUMN first_reported.story_id IS 'The story.';
COMMENT ON COLUMN first_reported.story IS 'Title of its first article.';
COMMENT ON COLUMN first_reported.source IS 'Name of the source.';
COMMENT ON COLUMN first_reported.article_id IS 'Its first article.';
COMMENT ON COLUMN first_reported.title IS 'Title of that.';
COMMENT ON COLUMN first_reported.reported_at IS 'When it was published, else first seen (UTC).';
COMMENT ON COLUMN first_reported.place IS 'From 1: who was first.';
COMMENT ON COLUMN first_reported.hours_after_first IS 'Hours after the first article of all.';
COMMENT ON COLUMN first_reported.is_copy IS 'Whether that article is a copy of an earlier one.';
