SELECT
    a.url,
    v.title,
    (
        SELECT json_group_array(n.name)
        FROM article_authors AS x
        JOIN authors AS n ON n.author_id = x.author_id
        WHERE x.article_id = v.article_id AND x.version = v.version
    ) AS authors,
    (
        SELECT json_group_array(t.name)
        FROM article_tags AS x
        JOIN tags AS t ON t.tag_id = x.tag_id
        WHERE x.article_id = v.article_id AND x.version = v.version
    ) AS tags,
    v.published_at
FROM sources AS s
JOIN articles AS a ON a.source_id = s.source_id
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
WHERE s.name = $source
ORDER BY v.published_at DESC NULLS LAST, a.url
LIMIT 20;
