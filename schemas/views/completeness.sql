-- Which fields are filled, source by source?
CREATE OR REPLACE VIEW completeness AS
SELECT
    source,
    count(*) AS articles,
    avg((title IS NOT NULL)::INTEGER) AS title,
    avg((coalesce(len(authors), 0) > 0)::INTEGER) AS authors,
    avg((published_at IS NOT NULL)::INTEGER) AS published_at,
    avg((language IS NOT NULL)::INTEGER) AS language,
    avg((description IS NOT NULL)::INTEGER) AS description,
    avg((section IS NOT NULL)::INTEGER) AS section
FROM latest_articles
GROUP BY source;
COMMENT ON VIEW completeness IS 'One row per source: the share of all its articles that have each field, 0 to 1; completeness_30_days has the last 30 days.';
COMMENT ON COLUMN completeness.source IS 'Name of the source.';
COMMENT ON COLUMN completeness.articles IS 'Articles by their newest versions.';
COMMENT ON COLUMN completeness.title IS 'Share with a title, 0 to 1.';
COMMENT ON COLUMN completeness.authors IS 'Share with an author.';
COMMENT ON COLUMN completeness.published_at IS 'Share with a date of publication.';
COMMENT ON COLUMN completeness.language IS 'Share whose language is known.';
COMMENT ON COLUMN completeness.description IS 'Share with a description.';
COMMENT ON COLUMN completeness.section IS 'Share with a section.';
