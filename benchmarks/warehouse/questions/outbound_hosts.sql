-- Which hosts are linked to most?
SELECT host, count(*) AS links, count(DISTINCT article_id) AS articles
FROM links
GROUP BY host
ORDER BY links DESC, host
LIMIT 50;
