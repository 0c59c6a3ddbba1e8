-- How many articles of each source have each field, by the day on which their newest version was loaded?
CREATE OR REPLACE VIEW completeness_by_day AS
SELECT
    s.name AS source,
    make_timestamp(epoch_us(v.loaded_at))::DATE AS day,
    count(*) AS articles,
    count(v.title) AS title,
    count(*) FILTER (WHERE len(v.authors) > 0) AS authors,
    count(v.published_at) AS published_at,
    count(v.language) AS language,
    count(v.description) AS description,
    count(v.section) AS section
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id AND a.current_version = v.version
JOIN sources AS s ON s.source_id = a.source_id
GROUP BY ALL;
COMMENT ON VIEW completeness_by_day IS 'One row per source and day (UTC): articles whose newest version was loaded then, and how many of them have each field.';
COMMENT ON COLUMN completeness_by_day.source IS 'Name of the source.';
COMMENT ON COLUMN completeness_by_day.day IS 'Day (UTC) on which the newest version was loaded.';
COMMENT ON COLUMN completeness_by_day.articles IS 'How many articles; each counts once, on one day.';
COMMENT ON COLUMN completeness_by_day.title IS 'How many have a title.';
COMMENT ON COLUMN completeness_by_day.authors IS 'How many have an author.';
COMMENT ON COLUMN completeness_by_day.published_at IS 'How many have a date of publication.';
COMMENT ON COLUMN completeness_by_day.language IS 'How many have a known language.';
COMMENT ON COLUMN completeness_by_day.description IS 'How many have a description.';
COMMENT ON COLUMN completeness_by_day.section IS 'How many have a section.';
