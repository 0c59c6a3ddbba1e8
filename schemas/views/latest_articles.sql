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
    v.authors,
    v.tags,
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
JOIN sources AS s ON s.source_id = a.source_id;
COMMENT ON VIEW latest_articles IS 'One row an article: the newest version, ready to query. Begin here.';
