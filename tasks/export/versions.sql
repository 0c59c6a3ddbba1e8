-- Which versions of articles were loaded in this span of time, each with everything that is known of it?
SELECT
    v.article_id,
    s.name AS source,
    a.url,
    a.canonical_url,
    v.version,
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
    v.page_kind,
    v.flags,
    a.first_seen_at,
    v.loaded_at
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
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
) AS t ON t.article_id = v.article_id AND t.version = v.version
WHERE v.loaded_at > getvariable('since') AND v.loaded_at <= getvariable('until')
AND (getvariable('source') IS NULL OR s.name = getvariable('source'))
