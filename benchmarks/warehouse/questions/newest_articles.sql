-- What is new of one source, by whom, and what is it about?
SELECT url, title, authors, tags, published_at
FROM latest_articles
WHERE source = $source
ORDER BY published_at DESC NULLS LAST, url
LIMIT 20;
