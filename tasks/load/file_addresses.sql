-- Which articles of files have a web address, now that a manifest says it?
SET VARIABLE of_files = (SELECT sieve_of(article_id) FROM same_articles WHERE rank = 0);

UPDATE articles AS a
SET url = s.url
FROM same_articles AS t
JOIN staged AS s ON s.position = t.position
WHERE t.rank = 0 AND passes(getvariable('of_files'), a.article_id) AND a.article_id = t.article_id AND a.url <> s.url;
