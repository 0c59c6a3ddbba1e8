-- One row an article, ready to query: the newest version with its source, authors and tags.
CREATE OR REPLACE VIEW latest_articles AS
SELECT
    a.article_id,
    s.name AS source,
    a.url,
    v.title,
    v.headline,
    v.description,
    v.body,
    v.language,
    v.place,
    v.section,
    coalesce(w.authors, []) AS authors,
    coalesce(t.tags, []) AS tags,
    v.published_at,
    v.published_precision,
    v.published_zone,
    v.modified_at,
    v.word_count,
    v.is_free,
    v.image_url,
    a.canonical_url,
    v.version,
    v.flags,
    a.first_seen_at,
    a.last_seen_at,
    a.status,
    a.gone_since
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN sources AS s ON s.source_id = a.source_id
LEFT JOIN (
    SELECT x.article_id, x.version, list(n.name ORDER BY x.position) AS authors
    FROM article_authors AS x
    JOIN authors AS n ON n.author_id = x.author_id
    GROUP BY x.article_id, x.version
) AS w ON w.article_id = v.article_id AND w.version = v.version
LEFT JOIN (
    SELECT x.article_id, x.version, list(n.name ORDER BY x.position) AS tags
    FROM article_tags AS x
    JOIN tags AS n ON n.tag_id = x.tag_id
    GROUP BY x.article_id, x.version
) AS t ON t.article_id = v.article_id AND t.version = v.version;
COMMENT ON VIEW latest_articles IS 'One row an article: the newest version, ready to query. Begin here.';
