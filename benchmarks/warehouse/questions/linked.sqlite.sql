SELECT host, sum(links) AS links, group_concat(source) AS sources
FROM (
    SELECT s.name AS source, l.host, count(*) AS links
    FROM links AS l
    JOIN articles AS a ON a.article_id = l.article_id AND a.current_version = l.version
    JOIN sources AS s ON s.source_id = a.source_id
    WHERE l.is_internal IS NOT true
    GROUP BY s.name, l.host
)
GROUP BY host
ORDER BY links DESC, host
LIMIT 20;
