-- Which fields are filled, source by source?
CREATE OR REPLACE VIEW completeness AS
SELECT
    source,
    count(*) AS articles,
    avg((title IS NOT NULL)::INTEGER) AS title,
    avg((len(authors) > 0)::INTEGER) AS authors,
    avg((published_at IS NOT NULL)::INTEGER) AS published_at,
    avg((language IS NOT NULL)::INTEGER) AS language,
    avg((description IS NOT NULL)::INTEGER) AS description,
    avg((section IS NOT NULL)::INTEGER) AS section
FROM latest_articles
GROUP BY source;
COMMENT ON VIEW completeness IS 'One row a source: the share of its articles that have each field, 0 to 1.';
