-- Who wrote which article, one row per author (latest_articles.authors has the same names as a list)?
SELECT l.title, a.position, n.name AS author, n.kind
FROM latest_articles AS l
JOIN article_authors AS a ON a.article_id = l.article_id AND a.version = l.version
JOIN authors AS n ON n.author_id = a.author_id
ORDER BY l.published_at DESC NULLS LAST, l.article_id, a.position
LIMIT 20;
