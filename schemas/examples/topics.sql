-- Which tags were given most, and in which weeks?
SELECT t.name AS tag, date_trunc('week', v.published_at)::DATE AS week, count(*) AS articles
FROM article_tags AS x
JOIN tags AS t ON t.tag_id = x.tag_id
JOIN articles AS a ON a.article_id = x.article_id AND a.current_version = x.version
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
GROUP BY ALL
ORDER BY articles DESC, tag, week
LIMIT 20;
