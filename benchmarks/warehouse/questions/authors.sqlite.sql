SELECT n.name AS author, count(*) AS articles, sum(v.word_count) AS words, group_concat(DISTINCT s.name) AS sources,
    max(v.published_at) AS last_published_at
FROM article_authors AS x
JOIN articles AS a ON a.article_id = x.article_id AND a.current_version = x.version
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN sources AS s ON s.source_id = a.source_id
JOIN authors AS n ON n.author_id = x.author_id
WHERE n.kind IS NOT 'organisation'
GROUP BY n.author_id
ORDER BY articles DESC, author
LIMIT 20;
