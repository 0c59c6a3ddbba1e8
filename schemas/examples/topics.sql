-- Which tags were given most, and in which weeks?
SELECT tag, date_trunc('week', day)::DATE AS week, count(*) AS articles
FROM (SELECT unnest(tags) AS tag, published_on AS day FROM latest_articles)
GROUP BY ALL
ORDER BY articles DESC, tag, week
LIMIT 20;
