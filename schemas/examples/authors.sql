-- Who wrote most, and for whom?
SELECT author, articles, words, sources, last_published_at
FROM author_output
WHERE kind IS DISTINCT FROM 'organisation'
ORDER BY articles DESC, author
LIMIT 20;
