-- Which links stay on the site of their article? And what is one row of each table?

ALTER TABLE links ADD COLUMN is_internal BOOLEAN;

UPDATE links
SET is_internal = told.is_internal
FROM (
    SELECT
        l.article_id,
        l.version,
        l.position,
        bool_or(l.host = o.host OR ends_with(l.host, '.' || o.host) OR ends_with(o.host, '.' || l.host)) AS is_internal
    FROM links AS l
    JOIN (
        SELECT a.article_id, regexp_extract(lower(unnest([a.url, a.canonical_url, s.homepage])), '^https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)', 1) AS host
        FROM articles AS a
        JOIN sources AS s ON s.source_id = a.source_id
    ) AS o ON o.article_id = l.article_id AND o.host <> ''
    GROUP BY l.article_id, l.version, l.position
) AS told
WHERE told.article_id = links.article_id AND told.version = links.version AND told.position = links.position;

-- What one row of each table is, where that was not said.
