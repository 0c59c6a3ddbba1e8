-- What did one person write?
SELECT ar.url, v.title, v.published_at
FROM authors AS n
JOIN article_authors AS x ON x.author_id = n.author_id
JOIN articles AS ar ON ar.article_id = x.article_id AND ar.current_version = x.version
JOIN article_versions AS v ON v.article_id = x.article_id AND v.version = x.version
WHERE n.name = $author
ORDER BY v.published_at DESC NULLS LAST, ar.url
LIMIT 100;
