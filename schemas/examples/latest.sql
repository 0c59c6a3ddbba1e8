-- What was published last, where, and by whom?
SELECT published_at, source, title, authors
FROM latest_articles
WHERE published_at IS NOT NULL
ORDER BY published_at DESC
LIMIT 10;
