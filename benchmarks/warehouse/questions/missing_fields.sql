-- Which fields are filled, source by source?
SELECT
    s.name,
    count(*) AS articles,
    avg(CASE WHEN v.published_at IS NULL THEN 0 ELSE 1 END) AS published_at,
    avg(CASE WHEN v.place IS NULL THEN 0 ELSE 1 END) AS place,
    avg(CASE WHEN w.article_id IS NULL THEN 0 ELSE 1 END) AS authors
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN sources AS s ON s.source_id = a.source_id
LEFT JOIN (SELECT DISTINCT article_id, version FROM article_authors) AS w
    ON w.article_id = v.article_id AND w.version = v.version
GROUP BY s.name
ORDER BY s.name;
