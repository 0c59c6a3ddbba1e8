SELECT t.name AS tag, date(v.published_at, 'weekday 0', '-6 days') AS week, count(*) AS articles
FROM article_tags AS x
JOIN tags AS t ON t.tag_id = x.tag_id
JOIN articles AS a ON a.article_id = x.article_id AND a.current_version = x.version
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
GROUP BY t.name, week
ORDER BY articles DESC, tag, week
LIMIT 20;
