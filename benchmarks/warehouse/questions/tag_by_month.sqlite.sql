SELECT substr(v.loaded_at, 1, 7) AS month, count(*) AS articles
FROM tags AS t
JOIN article_tags AS x ON x.tag_id = t.tag_id
JOIN article_versions AS v ON v.article_id = x.article_id AND v.version = x.version
WHERE t.name = $tag
GROUP BY month
ORDER BY month;
