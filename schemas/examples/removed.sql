-- What did its source remove, and since when is it gone?
SELECT gone_since, source, title, url
FROM latest_articles
WHERE status = 'gone'
ORDER BY gone_since DESC;
